// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/reader.h"

#include "extract/document.h"
#include "extract/listingreader.h"
#include "extract/pagekind.h"
#include "extract/pagetext.h"
#include "extract/refusals.h"

namespace extract {

namespace {

const ListingReader *readerFor(const Document &page, const QString &url)
{
    const core::Site site = core::siteOf(url);
    for (const ListingReader *reader : listingReaders()) {
        if ((site == core::Site::Unknown || site == reader->site()) && reader->recognises(page))
            return reader;
    }
    return nullptr;
}

//! The URL that was given, else the one the page states itself.
QString listingUrl(const Document &page, core::Site site, const QString &given)
{
    if (const auto url = core::canonicalListingUrl(given))
        return *url;
    for (QString stated : {page.first("link[rel=canonical]").attribute("href"),
                           page.first("meta[property=og:url]").attribute("content"),
                           page.first("[data-item-url]").attribute("data-item-url")}) {
        if (stated.startsWith(u'/') && !stated.startsWith(QLatin1String("//")))
            stated.prepend(QLatin1String("https://") + core::siteName(site));
        const auto url = core::canonicalListingUrl(stated);
        if (url && core::isListingPath(*url))
            return *url;
    }
    return {};
}

} // namespace

Reading readListing(const QByteArray &page, const QString &url)
{
    if (page.size() > kMaxPageBytes)
        return refusal(Refused::TooLarge);
    if (page.trimmed().isEmpty())
        return refusal(Refused::EmptyFile);
    if (isBinary(page))
        return refusal(Refused::BinaryFile);
    const auto document = Document::parse(pageAsUtf8(page));
    if (!document)
        return refusal(Refused::TooDeep);
    const ListingReader *reader = readerFor(*document, url);
    if (!reader)
        return refusal(kindOfOtherPage(*document, url));
    if (!document->isComplete())
        return refusal(Refused::CutOff);
    Reading reading = reader->read(*document, listingUrl(*document, reader->site(), url));
    if (auto *listing = std::get_if<Listing>(&reading))
        listing->source = core::siteName(reader->site());
    return reading;
}

} // namespace extract
