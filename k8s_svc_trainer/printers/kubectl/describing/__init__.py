"""The descriptions of `kubectl describe`, kind by kind, as lines with tabs. Source: kubectl/pkg/describe/describe.go."""
