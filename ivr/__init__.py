"""Voice menus as data, the dialogue that walks them, and speech joined from prompt units."""
