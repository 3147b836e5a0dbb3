"""The pages of imports, exports, releases and runs. A view validates with a form, calls one service and renders."""
