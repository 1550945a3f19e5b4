"""Records written for people: the terminal report and the self-contained page."""

from dragoman.write.page import render_page
from dragoman.write.report import render_report, render_summary

__all__ = ["render_page", "render_report", "render_summary"]
