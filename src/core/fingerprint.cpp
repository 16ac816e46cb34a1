// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fingerprint.h"

#include <QCryptographicHash>
#include <QRegularExpression>

namespace core {

QString fingerprintOf(Cause cause, const QString &message)
{
    static const QRegularExpression url(QStringLiteral("https?://\\S+"));
    static const QRegularExpression uuid(
        QStringLiteral("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
    static const QRegularExpression host(QStringLiteral("\\b[a-z0-9.-]+:\\d+\\b"));
    // A number of three digits that follows "http" is the status and stays: HTTP 500 and HTTP 503 are
    // different.
    static const QRegularExpression number(QStringLiteral("(?<!http )\\b[0-9a-f]*\\d[0-9a-f]*\\b"));
    QString text = message.toLower().simplified();
    text.replace(url, QStringLiteral("<url>"));
    text.replace(uuid, QStringLiteral("<id>"));
    text.replace(host, QStringLiteral("<host>"));
    text.replace(number, QStringLiteral("<n>"));
    const QByteArray key = QByteArray(policyFor(cause).name) + '\n' + text.toUtf8();
    return QStringLiteral("1-") +
           QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha1).toHex().left(12));
}

} // namespace core
