// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/carsandbids.h"

#include "extract/document.h"
#include "extract/mileage.h"
#include "extract/money.h"
#include "extract/pagedate.h"
#include "extract/refusals.h"
#include "extract/title.h"

#include <QHash>
#include <QRegularExpression>
#include <QUrl>

namespace extract {

namespace {

using core::SaleStatus;

using Facts = QHash<QString, Element>; //!< the terms of the quick facts, lower case

Facts factsOf(const Document &page)
{
    Facts facts;
    for (const Element &list : page.all(".quick-facts dl")) {
        QString term;
        for (const Element &child : list.children()) {
            if (child.tag() == QLatin1String("dt"))
                term = child.text().toLower();
            else if (child.tag() == QLatin1String("dd") && !term.isEmpty() && !facts.contains(term))
                facts.insert(term, child);
        }
    }
    return facts;
}

//! The linked value, without the buttons beside it.
QString valueOf(const Facts &facts, const char *term)
{
    const Element value = facts.value(QLatin1String(term));
    for (const Element &link : value.all("a")) {
        const QString text = link.text();
        if (!text.isEmpty())
            return text;
    }
    return value.text();
}

void readOdometer(const QString &stated, Listing &listing)
{
    // A bare number is in miles on this site.
    static const QRegularExpression plain(QStringLiteral("^([~≈]?\\s*[0-9][0-9,]*)(?:\\s.*)?$"));
    listing.mileageUnknown = saysMileageUnknown(stated);
    auto mileage = readMileage(stated);
    if (const auto match = plain.match(stated); !mileage && match.hasMatch())
        mileage = readMileage(match.captured(1) + QLatin1String(" miles"));
    if (!mileage)
        return;
    listing.mileage = mileage->value;
    listing.mileageUnit = mileage->unit;
}

//! The bar of this auction, not one of the cards below it.
Element ownBidStats(const Document &page)
{
    for (const Element &stats : page.all("ul.bid-stats")) {
        if (!stats.closest(".auction-item") && !stats.closest(".auctions-list"))
            return stats;
    }
    return {};
}

void readEnded(const QString &text, const QString &date, Listing &listing)
{
    static const QRegularExpression sold(QStringLiteral("\\bsold (?:after )?for\\b"),
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bidTo(QStringLiteral("\\bbid to\\b"),
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression reserve(QStringLiteral("\\breserve not met\\b"),
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression withdrawn(QStringLiteral("\\b(?:withdrawn|cancell?ed)\\b"),
                                              QRegularExpression::CaseInsensitiveOption);
    const auto money = readResultMoney(text);
    if (withdrawn.match(text).hasMatch()) {
        listing.status = SaleStatus::Withdrawn;
        return;
    }
    if (sold.match(text).hasMatch()) {
        listing.status = SaleStatus::Sold;
        if (money)
            listing.salePrice = money->amount;
    } else if (reserve.match(text).hasMatch()) {
        listing.status = SaleStatus::ReserveNotMet;
    } else {
        listing.status = bidTo.match(text).hasMatch() ? SaleStatus::BidTo : SaleStatus::NoSale;
    }
    if (money) {
        listing.highBid = money->amount;
        listing.currency = money->currency;
    }
    listing.saleEnd = readDate(date);
}

std::optional<int> readCount(const QString &text)
{
    bool ok = false;
    const int count = QString(text).remove(u',').toInt(&ok);
    return ok && count >= 0 ? std::optional(count) : std::nullopt;
}

void readResult(const Element &stats, Listing &listing)
{
    if (const Element ended = stats.first("li.ended")) {
        readEnded(ended.first(".value").text(), stats.first(".time-ended").text(), listing);
    } else if (stats.first("li.time-left")) {
        listing.status = SaleStatus::Active;
        if (const auto bid = readResultMoney(stats.first("li.high-bid .value").text())) {
            listing.highBid = bid->amount;
            listing.currency = bid->currency;
        }
    }
    listing.bidCount = readCount(stats.first("li.num-bids .value").text());
    listing.commentCount = readCount(stats.first("li.num-comments .value").text());
}

//! The site scales its pictures by a part of their path; the widest scale it serves itself is the form we
//! keep.
QString widestForm(const QString &url)
{
    static const QRegularExpression scaled(
        QStringLiteral("^(https?:)?(//[^/]+/cdn-cgi/image/)[^/]+(/(?:[^?#]*/)?photos/[^?#]+)"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = scaled.match(url.trimmed());
    if (!match.hasMatch())
        return {};
    const QString scheme = match.captured(1).isEmpty() ? QStringLiteral("https:") : match.captured(1);
    return scheme + match.captured(2) + QLatin1String("width=2080,quality=70") + match.captured(3);
}

void readGallery(const Document &page, Listing &listing)
{
    static const QRegularExpression all(QStringLiteral("^All Photos \\(([0-9,]+)\\)$"));
    const Element gallery = page.first(".gallery-preview");
    listing.hasGallery = bool(gallery);
    for (const Element &image : gallery.all("img")) {
        QString url = widestForm(image.attribute("src"));
        if (url.isEmpty())
            url = widestForm(image.attribute("data-src"));
        if (!url.isEmpty() && !listing.imageUrls.contains(url))
            listing.imageUrls.append(url);
    }
    for (const char *place : {".gallery-preview *", "button"}) {
        for (const Element &element : page.all(place)) {
            const auto match = all.match(element.ownText());
            if (match.hasMatch()) {
                listing.imageCountStated = readCount(match.captured(1));
                return;
            }
        }
    }
}

QString descriptionOf(const Document &page)
{
    QStringList paragraphs;
    for (const char *section : {".dougs-take", ".detail-highlights"}) {
        for (const Element &part : page.first(section).all(".detail-body")) {
            const QString text = part.text();
            if (!text.isEmpty())
                paragraphs.append(text);
        }
    }
    return paragraphs.join(QLatin1String("\n\n"));
}

} // namespace

bool CarsAndBidsReader::recognises(const Document &page) const
{
    return page.first(".quick-facts dl") && (page.first("ul.bid-stats") || page.first(".gallery-preview"));
}

Reading CarsAndBidsReader::read(const Document &page, const QString &url) const
{
    const Facts facts = factsOf(page);
    Listing listing;
    listing.url = url;
    for (const QString &candidate : {page.first("h1").text(), page.first("head title").text()}) {
        if (listing.title.isEmpty())
            listing.title = strippedTitle(candidate);
    }
    if (listing.title.isEmpty() || facts.isEmpty())
        return refusal(Refused::EmptyShell);

    const TitleFacts title = readTitle(listing.title);
    listing.year = title.year;
    const QString make = valueOf(facts, "make");
    const QString model = valueOf(facts, "model");
    listing.make = make.isEmpty() ? title.make : make;
    listing.model = model.isEmpty() ? title.model : model;
    if (facts.contains(QStringLiteral("vin")))
        listing.vin = core::readVin(facts.value(QStringLiteral("vin")).text());
    readOdometer(valueOf(facts, "mileage"), listing);
    listing.location = valueOf(facts, "location");
    listing.seller = valueOf(facts, "seller");
    readResult(ownBidStats(page), listing);
    readGallery(page, listing);
    listing.description = descriptionOf(page);
    return listing;
}

} // namespace extract
