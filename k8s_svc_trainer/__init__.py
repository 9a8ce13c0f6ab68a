"""A terminal trainer for interviews on Kubernetes Services."""
