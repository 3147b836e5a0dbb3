"""What a project's suggester has learned, as pages say it: the report of a training in charts, tables and sentences."""
