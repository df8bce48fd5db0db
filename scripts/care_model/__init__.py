"""Trains and measures the model that recognises words of danger."""
