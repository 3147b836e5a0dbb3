"""A project read out."""
