#!/usr/bin/env bash
# The CoAP layer against npm coap, as a server and as the author of LwM2M requests. Needs node and
# npm.
source "$(dirname "${BASH_SOURCE[0]}")/peers/common.bash"
install_npm coap
run_interop npm-coap "$here/coap"
