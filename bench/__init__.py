"""What is measured, and pictures to look at: nothing here is part of the product."""
