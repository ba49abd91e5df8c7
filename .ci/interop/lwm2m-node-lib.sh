#!/usr/bin/env bash
# The client against npm lwm2m-node-lib as the LwM2M server, directly and over DTLS through a
# terminator on BouncyCastle. Needs node and npm.
source "$(dirname "${BASH_SOURCE[0]}")/peers/common.bash"
install_npm lwm2m-node-lib
run_interop lwm2m-node-lib "$here/lwm2m-node-lib"
