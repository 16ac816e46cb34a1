// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QSslConfiguration>
#include <QSslKey>

//! A server's side of TLS, with one of the certificates in tests/data/tls.
inline QSslConfiguration tlsWith(const QString &name)
{
    const QString folder = QStringLiteral(RETRYDESK_TEST_DATA "/tls/");
    QFile key(folder + QStringLiteral("key.pem"));
    if (!key.open(QIODevice::ReadOnly))
        qFatal("no test key");
    QSslConfiguration tls;
    tls.setPrivateKey(QSslKey(&key, QSsl::Ec));
    tls.setLocalCertificate(QSslCertificate::fromPath(folder + name).value(0));
    return tls;
}
