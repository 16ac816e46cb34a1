// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/batgallery.h"

#include "core/imageurl.h"
#include "extract/document.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

namespace extract {

namespace {

const QLatin1String kSite("https://bringatrailer.com");

//! Gallery URLs are absolute; those of a mirror may not be.
QString absolute(const QString &image, const QString &page)
{
    if (!image.startsWith(u'/') || image.startsWith(QLatin1String("//")))
        return image;
    return QUrl(page.isEmpty() ? QString(kSite) : page).resolved(QUrl(image)).toString(QUrl::FullyEncoded);
}

QString urlOf(const QJsonValue &rendition)
{
    return rendition.isString() ? rendition.toString()
                                : rendition.toObject().value(QLatin1String("url")).toString();
}

//! The largest form that the item has.
QString largestOf(const QJsonValue &item)
{
    if (item.isString())
        return item.toString();
    const QJsonObject object = item.toObject();
    for (const auto size :
         {QLatin1String("full"), QLatin1String("original"), QLatin1String("large"), QLatin1String("small")}) {
        const QString url = urlOf(object.value(size));
        if (!url.isEmpty())
            return url;
    }
    return {};
}

//! The galleries of 2015 link to pictures that the seller keeps elsewhere: taken as they are.
void readOldGallery(const Element &gallery, Listing &listing)
{
    listing.hasGallery = true;
    QStringList urls;
    for (const Element &link : gallery.all("a.listing-gallery-image-container")) {
        QString url = link.attribute("data-mfp-src");
        if (url.isEmpty())
            url = link.attribute("href");
        const QString host = QUrl(url).host();
        const bool own = host.endsWith(QLatin1String("bringatrailer.com"));
        const QStringList normal = core::galleryImageUrls({url});
        if (own || !normal.isEmpty())
            urls += normal;
        else if (host.endsWith(QLatin1String(".staticflickr.com")))
            urls += url;
    }
    urls.removeDuplicates();
    listing.imageUrls = urls;
}

} // namespace

void readBatGallery(const Document &page, const QString &url, Listing &listing)
{
    const Element gallery = page.first("#bat_listing_page_photo_gallery");
    const Element old = page.first(".listing-gallery");
    if (!gallery && old)
        return readOldGallery(old, listing);
    const Element holder =
        gallery.rawAttribute("data-gallery-items") ? gallery : gallery.first("[data-gallery-items]");
    const QJsonDocument json = QJsonDocument::fromJson(QByteArray(holder.rawAttribute("data-gallery-items")));
    if (!json.isArray())
        return;
    QStringList urls;
    for (const QJsonValue &item : json.array())
        urls.append(absolute(largestOf(item), url));
    listing.hasGallery = true;
    listing.imageUrls = core::galleryImageUrls(urls);
}

} // namespace extract
