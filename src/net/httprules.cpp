// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httprules.h"

#include <QCoreApplication>

#include <algorithm>

namespace net {

using core::Cause;

namespace {

Cause causeOfStatus(int status)
{
    switch (status) {
    case 401: // a login page with an honest status
    case 403:
        return Cause::Blocked;
    case 404:
    case 410:
        return Cause::NotFound;
    case 206: // a part that nobody asked for
        return Cause::Truncated;
    case 429:
        return Cause::RateLimited;
    default:
        return status >= 500 ? Cause::ServerError : Cause::HttpError;
    }
}

//! TLS libraries end their sentences with or without a stop, sometimes over several lines.
QString asClause(const QString &text)
{
    QString clause = text.simplified();
    while (clause.endsWith(u'.'))
        clause.chop(1);
    return clause;
}

} // namespace

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::variant<QUrl, Fault> redirectTarget(const QUrl &from, const QByteArray &location)
{
    const bool hostile = std::any_of(location.begin(), location.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
    if (hostile)
        return Fault{
            Cause::ForbiddenAddress,
            QCoreApplication::translate("net", "A redirect with control characters is not followed.")};
    const QUrl relative = QUrl::fromEncoded(location.trimmed(), QUrl::TolerantMode);
    QUrl target = from.resolved(relative);
    target.setFragment(QString());
    // Another scheme is a matter of what may be reached, and refused there.
    const bool isHttp = target.scheme() == QLatin1String("http") || target.scheme() == QLatin1String("https");
    const bool hostless = isHttp && target.host().isEmpty();
    if (location.trimmed().isEmpty() || !relative.isValid() || !target.isValid() || hostless)
        return Fault{Cause::HttpError,
                     QCoreApplication::translate("net", "%1 redirects to no usable URL.").arg(from.host())};
    if (from.scheme() == QLatin1String("https") && target.scheme() == QLatin1String("http"))
        return Fault{Cause::ForbiddenAddress,
                     QCoreApplication::translate("net", "A redirect from https to http is not followed (%1).")
                         .arg(from.host())};
    return target;
}

Fault faultOfStatus(int status, const QString &host)
{
    return {causeOfStatus(status),
            QCoreApplication::translate("net", "HTTP %1 from %2").arg(QString::number(status), host)};
}

Fault faultOfError(QNetworkReply::NetworkError error, bool headSeen, const QString &host,
                   const QString &detail)
{
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return {Cause::Dns, QCoreApplication::translate("net", "The name %1 cannot be resolved.").arg(host)};
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
        return {Cause::Timeout, QCoreApplication::translate("net", "%1 did not answer in time.").arg(host)};
    case QNetworkReply::SslHandshakeFailedError:
        return {Cause::Tls, QCoreApplication::translate("net", "No secure connection to %1: %2.")
                                .arg(host, asClause(detail))};
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError:
        return {Cause::Connection, QCoreApplication::translate("net", "The proxy did not connect to %1: %2.")
                                       .arg(host, asClause(detail))};
    case QNetworkReply::ConnectionRefusedError:
        return {Cause::Connection,
                QCoreApplication::translate("net", "%1 refused the connection.").arg(host)};
    default:
        break;
    }
    if (headSeen)
        return {Cause::Truncated,
                QCoreApplication::translate("net", "The answer of %1 ended before it was whole.").arg(host)};
    return {Cause::Connection,
            QCoreApplication::translate("net", "The connection to %1 broke before it answered.").arg(host)};
}

} // namespace net
