// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QString>
#include <QUrl>

namespace net {

//! The proxy of a setting net.proxy; none for an empty one.
QNetworkProxy proxyOf(const QString &text);
//! How TLS is spoken, with the certificate authorities of a setting net.ca_file beside the system's.
QSslConfiguration tlsOf(const QString &caFile);
//! The value of the Host header: the name, and the port where the URL has one.
QByteArray hostHeader(const QUrl &url);

} // namespace net
