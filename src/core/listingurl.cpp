// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/listingurl.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace core {

namespace {

constexpr qsizetype kLongestHost = 255;

Error usage(const char *message, const QString &detail = {})
{
    return {ErrorCode::Usage, QCoreApplication::translate("core", message), detail.left(200)};
}

//! Adds https to "example.com/path" and "//example.com/path"; empty when another scheme is there.
QString withScheme(const QString &text)
{
    static const QRegularExpression web(QStringLiteral("^https?://"),
                                        QRegularExpression::CaseInsensitiveOption);
    // A host name with a dot, or localhost, with an optional port: what people paste from an address bar.
    static const QRegularExpression bare(
        QStringLiteral("^(?:[^\\s/:?#@\\\\]+\\.[^\\s/"
                       ":?#@\\\\]+|localhost|\\[[0-9a-f:.]+\\])(?::[0-9]{1,5})?(?:[/?#]|$)"),
        QRegularExpression::CaseInsensitiveOption);
    if (web.match(text).hasMatch())
        return text;
    const QString rest = text.startsWith(QLatin1String("//")) ? text.mid(2) : text;
    return bare.match(rest).hasMatch() ? QString(QLatin1String("https://") + rest) : QString();
}

QString withoutWww(QString host)
{
    while (host.endsWith(u'.'))
        host.chop(1);
    while (host.startsWith(QLatin1String("www.")) && host.indexOf(u'.', 4) > 0)
        host.remove(0, 4);
    return host;
}

Site siteOfHost(const QString &host)
{
    if (host == QLatin1String("bringatrailer.com"))
        return Site::BringATrailer;
    if (host == QLatin1String("carsandbids.com"))
        return Site::CarsAndBids;
    return Site::Unknown;
}

int defaultPort(const QString &scheme)
{
    return scheme == QLatin1String("http") ? 80 : 443;
}

QString withoutTrailingSlash(QString path)
{
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

bool isUnsafe(QChar c)
{
    return c.isSpace() || c < u' ' || c == u'\x7f' || c == u'\\' || c == u'<' || c == u'>' || c == u'"' ||
           c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
}

QUrl parsed(const QString &text)
{
    const QUrl url(withScheme(text.trimmed()), QUrl::TolerantMode);
    return url.isValid() && !url.host().isEmpty() ? url : QUrl();
}

} // namespace

bool isTooLongUrl(const QString &url)
{
    return url.toUtf8().size() > kLongestUrl;
}

Result<QString> canonicalListingUrl(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return usage(QT_TRANSLATE_NOOP("core", "The address is empty; give the URL of a listing."));
    if (std::any_of(trimmed.begin(), trimmed.end(), isUnsafe))
        return usage(
            QT_TRANSLATE_NOOP("core", "The address holds spaces or characters that no URL may have."),
            trimmed);
    const QUrl url = parsed(trimmed);
    if (!url.isValid())
        return usage(QT_TRANSLATE_NOOP("core", "This is no web address; it must look like "
                                               "https://bringatrailer.com/listing/…"),
                     trimmed);

    const QString host = withoutWww(url.host(QUrl::FullyEncoded).toLower());
    if (host.isEmpty())
        return usage(QT_TRANSLATE_NOOP("core", "The address names no host."), trimmed);
    const bool known = siteOfHost(host) != Site::Unknown;
    const int port = url.port(-1);
    const bool ownPort = port > 0 && port != defaultPort(url.scheme());
    const QString scheme = !known && ownPort ? url.scheme() : QStringLiteral("https");

    QUrl canonical;
    canonical.setScheme(scheme);
    canonical.setHost(host);
    if (ownPort && port != defaultPort(scheme))
        canonical.setPort(port);
    canonical.setPath(
        withoutTrailingSlash(url.adjusted(QUrl::NormalizePathSegments).path(QUrl::FullyEncoded)),
        QUrl::TolerantMode);
    const QString result = canonical.toString(QUrl::FullyEncoded);
    if (!canonical.isValid() || result.isEmpty())
        return usage(QT_TRANSLATE_NOOP("core", "This is no usable web address."), trimmed);
    if (isTooLongUrl(result))
        return usage(QT_TRANSLATE_NOOP("core", "The address is too long to be the URL of a listing."),
                     trimmed);
    return result;
}

Site siteOf(const QString &url)
{
    return siteOfHost(withoutWww(parsed(url).host(QUrl::FullyEncoded).toLower()));
}

bool isListingPath(const QString &url)
{
    static const QRegularExpression bringATrailer(QStringLiteral("^/listing/[^/]+/*$"));
    static const QRegularExpression carsAndBids(QStringLiteral("^/auctions/[A-Za-z0-9]{6,12}(?:/[^/]*)?/*$"));
    const QString path = parsed(url).path(QUrl::FullyEncoded);
    switch (siteOf(url)) {
    case Site::BringATrailer:
        return bringATrailer.match(path).hasMatch();
    case Site::CarsAndBids:
        return carsAndBids.match(path).hasMatch();
    case Site::Unknown: // a mirror of a known site keeps its paths
        return bringATrailer.match(path).hasMatch() || carsAndBids.match(path).hasMatch();
    }
    Q_UNREACHABLE();
}

QString siteName(Site site)
{
    switch (site) {
    case Site::Unknown:
        return {};
    case Site::BringATrailer:
        return QStringLiteral("bringatrailer.com");
    case Site::CarsAndBids:
        return QStringLiteral("carsandbids.com");
    }
    Q_UNREACHABLE();
}

QString hostOf(const QString &url)
{
    const QUrl address = parsed(url);
    QString host = address.host(QUrl::FullyEncoded).toLower();
    const int port = address.port(-1);
    if (host.size() > kLongestHost)
        return {};
    if (host.isEmpty() || port <= 0 || port == defaultPort(address.scheme()))
        return host;
    return host + u':' + QString::number(port);
}

} // namespace core
