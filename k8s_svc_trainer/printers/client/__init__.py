"""What the clients of a pod or node print: curl, wget, nc, nslookup, dig, getent. Pure functions of what came of a flow."""
