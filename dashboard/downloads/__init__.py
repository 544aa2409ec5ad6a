"""Files that a page gives: tables, pictures, calendars."""
