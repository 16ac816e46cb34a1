// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/bringatrailer.h"

#include "extract/batcomments.h"
#include "extract/batessentials.h"
#include "extract/batgallery.h"
#include "extract/batresult.h"
#include "extract/document.h"
#include "extract/refusals.h"
#include "extract/title.h"

namespace extract {

namespace {

QString titleOf(const Document &page)
{
    const QStringList candidates = {
        page.first("h1.post-title").text(), page.first("meta[property=og:title]").attribute("content"),
        page.first("head title").text(), page.first("[data-item-title]").attribute("data-item-title")};
    for (const QString &candidate : candidates) {
        const QString title = strippedTitle(candidate);
        if (!title.isEmpty())
            return title;
    }
    return {};
}

//! The first excerpt that is not part of a dialog, a paragraph a line.
QString descriptionOf(const Document &page)
{
    for (const Element &excerpt : page.all(".post-excerpt")) {
        if (excerpt.closest(".site-modal"))
            continue;
        QStringList paragraphs;
        for (const Element &paragraph : excerpt.all("p")) {
            const QString text = paragraph.text();
            if (!text.isEmpty())
                paragraphs.append(text);
        }
        return paragraphs.isEmpty() ? excerpt.text() : paragraphs.join(QLatin1String("\n\n"));
    }
    return {};
}

//! The group's make where the title names none that we know.
void readIdentity(const Document &page, Listing &listing)
{
    const TitleFacts facts = readTitle(listing.title);
    listing.year = facts.year;
    listing.make = facts.make;
    listing.model = facts.model;
    const QStringList makes = batGroups(page, QStringLiteral("Make"));
    for (const QString &make : makes) {
        const qsizetype at = listing.title.indexOf(make + u' ', 0, Qt::CaseInsensitive);
        if (at >= 0 && make.size() > listing.make.size() && make.startsWith(listing.make)) {
            listing.make = make;
            listing.model = listing.title.mid(at + make.size()).trimmed();
        }
    }
}

} // namespace

bool BringATrailerReader::recognises(const Document &page) const
{
    for (const char *part :
         {"h1.listing-post-title", "body.single-bat-listing", "#bat_listing_page_photo_gallery",
          "table#listing-bid", ".listing-essentials", ".essentials .item-seller"}) {
        if (page.first(part))
            return true;
    }
    return page.first(".essentials") && page.first(".post-excerpt");
}

Reading BringATrailerReader::read(const Document &page, const QString &url) const
{
    Listing listing;
    listing.title = titleOf(page);
    if (listing.title.isEmpty())
        return refusal(Refused::EmptyShell);
    const QStringList categories = batGroups(page, QStringLiteral("Category"));
    if (isNoBatVehicle(categories))
        return refusal(Refused::NotAVehicle);
    const auto comments = batComments(page);
    if (comments && comments->isEmpty())
        return refusal(Refused::CutOff);

    listing.url = url;
    listing.category = categories.join(QLatin1String(", "));
    readIdentity(page, listing);
    readBatEssentials(page, listing);
    readBatResultBox(page, listing);
    if (const auto records = comments ? readBatRecords(*comments) : std::nullopt)
        applyBatRecords(*records, listing);
    readBatGallery(page, url, listing);
    listing.description = descriptionOf(page);
    return listing;
}

} // namespace extract
