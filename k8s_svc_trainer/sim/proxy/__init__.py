"""kube-proxy: what it learns, which endpoints a node may use, the rules it writes, and a packet walked through them."""
