"""Charts: draw_*(axes, table, style) on matplotlib axes, for the window and for files alike."""
