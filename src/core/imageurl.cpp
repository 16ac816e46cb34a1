// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imageurl.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace core {

namespace {

const QLatin1String kUploads("/wp-content/uploads/");

//! The few entities that an attribute holds inside a URL, also when they were escaped twice.
QString withoutEntities(QString url)
{
    for (int round = 0; round < 3 && url.contains(u'&'); ++round) {
        const QString before = url;
        url.replace(QLatin1String("&amp;"), QLatin1String("&"), Qt::CaseInsensitive);
        for (const auto number : {QLatin1String("&#038;"), QLatin1String("&#38;"), QLatin1String("&#x26;")})
            url.replace(number, QLatin1String("&"), Qt::CaseInsensitive);
        if (url == before)
            break;
    }
    return url;
}

QString withoutQuery(const QString &url)
{
    static const QRegularExpression end(QStringLiteral("[?#]"));
    const qsizetype at = url.indexOf(end);
    return at < 0 ? url : url.left(at);
}

//! "photo-scaled.jpg", "photo-620x415.jpg" and mixtures of both are renditions of "photo.jpg".
QString withoutRendition(QString url)
{
    static const QRegularExpression rendition(
        QStringLiteral("(?<=[^/])(?:-scaled|-[0-9]{1,5}x[0-9]{1,5})(\\.[a-z0-9]{2,5})$"),
        QRegularExpression::CaseInsensitiveOption);
    for (auto match = rendition.match(url); match.hasMatch(); match = rendition.match(url))
        url = url.left(match.capturedStart()) + match.captured(1);
    return url;
}

//! The path of an absolute http(s) URL; empty for anything else.
QString pathOf(const QString &url)
{
    static const QRegularExpression absolute(QStringLiteral("^https?://[^/?#\\s]+(/[^?#]*)"),
                                             QRegularExpression::CaseInsensitiveOption);
    return absolute.match(url).captured(1);
}

//! The site's own pictures that turned up inside galleries, and tracking pixels.
bool isNoise(const QString &path)
{
    static const QRegularExpression names(
        QStringLiteral(
            "qotw|winner-template|weekly-weird|mile-marker|podcast|(?<![a-z])merch(?:andise)?(?![a-z])"
            "|site-post-|thumbnail-template|screenshot-|/countries/|/themes/|assets/img/|/web-[0-9]{3}-"
            "|[-_/](?:tracking|spacer|blank|transparent)?[-_]?pixel\\.|[-_/](?:spacer|blank|1x1)\\."),
        QRegularExpression::CaseInsensitiveOption);
    return names.match(path).hasMatch();
}

} // namespace

QString normalisedImageUrl(const QString &url)
{
    QString text = withoutQuery(withoutEntities(url.trimmed()));
    if (text.startsWith(QLatin1String("//")))
        text.prepend(QLatin1String("https:"));
    return withoutRendition(text);
}

bool isGalleryImageUrl(const QString &url)
{
    const QString path = pathOf(url);
    const qsizetype at = path.indexOf(kUploads);
    if (at < 0 || path.endsWith(u'/'))
        return false;
    if (std::any_of(url.begin(), url.end(), [](QChar c) { return c < u' ' || c == u'\x7f'; }))
        return false;
    for (const auto suffix : {QLatin1String(".svg"), QLatin1String(".pdf")}) {
        if (path.endsWith(suffix, Qt::CaseInsensitive))
            return false;
    }
    return !isNoise(path);
}

QStringList galleryImageUrls(const QStringList &urls)
{
    QStringList result;
    QSet<QString> seen;
    for (const QString &url : urls) {
        const QString image = normalisedImageUrl(url);
        // A pixel named "1x1.gif" loses its size in the normal form: both forms are judged.
        if (!isGalleryImageUrl(image) || isNoise(pathOf(withoutQuery(url))) || seen.contains(image))
            continue;
        seen.insert(image);
        result.append(image);
    }
    return result;
}

} // namespace core
