"""The pages. A view fetches through ``articles.access``, validates with a form, calls one service and renders."""
