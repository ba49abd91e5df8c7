#!/usr/bin/env bash
# The CoAP layer against libcoap's example servers (Debian: libcoap3-bin).
source "$(dirname "${BASH_SOURCE[0]}")/peers/common.bash"
install_debian coap-server-notls libcoap3-bin
run_interop libcoap
