"""Export: a project read from the database and written in a format."""
