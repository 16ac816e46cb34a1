// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/batresult.h"

#include "extract/batcomments.h"
#include "extract/document.h"
#include "extract/money.h"
#include "extract/pagedate.h"

#include <QRegularExpression>

namespace extract {

namespace {

using core::SaleStatus;

constexpr qsizetype kLongestHeader = 120; //!< a longer "Sold for" has swallowed what follows it

bool says(const QString &text, const char *pattern)
{
    const QRegularExpression expression(QString::fromLatin1(pattern),
                                        QRegularExpression::CaseInsensitiveOption);
    return expression.match(text).hasMatch();
}

std::optional<int> readCount(const QString &text)
{
    static const QRegularExpression number(QStringLiteral("^([0-9]{1,3}(?:,[0-9]{3}){0,2}|[0-9]{1,9})$"));
    const auto match = number.match(text.trimmed());
    return match.hasMatch() ? std::optional(match.captured(1).remove(u',').toInt()) : std::nullopt;
}

void setBid(const std::optional<Money> &money, Listing &listing)
{
    if (!money)
        return;
    listing.highBid = money->amount;
    listing.currency = money->currency;
}

void setSold(const std::optional<Money> &money, Listing &listing)
{
    listing.status = SaleStatus::Sold;
    listing.salePrice = money ? std::optional(money->amount) : std::nullopt;
    setBid(money, listing);
}

std::optional<QDateTime> endOf(const Element &area)
{
    const auto stamped =
        readTimestamp(area.first("[data-timestamp]").attribute("data-timestamp").toLongLong());
    if (stamped)
        return stamped;
    return readDashedTime(area.first("[data-auction-ends]").attribute("data-auction-ends"));
}

//! "Sold for USD $33,000 on 10/4/26", "Bid to USD $18,250 on 10/4/26".
void readHeader(const Element &header, Listing &listing)
{
    for (const Element &value : header.all(".info-value")) {
        // In a damaged page the header may run on into earlier sales and related lots.
        if (value.parent() != header && !value.parent().rawAttribute("data-listing-currently"))
            continue;
        const QString text = value.text();
        if (text.size() > kLongestHeader)
            continue;
        if (says(text, "^sold\\b"))
            setSold(readResultMoney(text), listing);
        else if (says(text, "^bid to\\b"))
            listing.status = SaleStatus::BidTo, setBid(readResultMoney(text), listing);
        else if (says(text, "^reserve not met\\b"))
            listing.status = SaleStatus::ReserveNotMet, setBid(readResultMoney(text), listing);
        else if (says(text, "^(?:no sale|not sold|auction ended)\\b"))
            listing.status = SaleStatus::NoSale;
        else if (says(header.text(), "^current bid\\b"))
            listing.status = SaleStatus::Active, setBid(readResultMoney(text), listing);
        else
            continue;
        listing.saleEnd = endOf(value);
        if (!listing.saleEnd)
            listing.saleEnd = readDate(text);
        return;
    }
}

struct BoxRow
{
    QString label;
    Element value;
};

std::vector<BoxRow> rowsOf(const Element &box)
{
    std::vector<BoxRow> rows;
    for (const Element &row : box.all("tr")) {
        const Element value = row.first(".listing-stats-value");
        QString label = row.first(".listing-stats-label").text();
        if (label.endsWith(u':'))
            label.chop(1);
        if (value)
            rows.push_back({label.trimmed(), value});
    }
    return rows;
}

//! The row of the leading amount: it decides the status where the header was silent.
void readAmountRow(const BoxRow &row, bool reserveNotMet, Listing &listing)
{
    const QString stated = row.value.text();
    const auto money = stated.size() > kLongestHeader ? std::nullopt : readResultMoney(stated);
    const QString bidder = row.value.first("[data-listing-high-bidder-link] a").text();
    if (says(row.label, "^(?:winning bid|sold for|sale price)")) {
        if (listing.status == SaleStatus::Unknown)
            setSold(money, listing);
        listing.buyer = bidder;
    } else if (says(row.label, "^(?:high|last|highest) bid")) {
        if (listing.status == SaleStatus::Unknown || listing.status == SaleStatus::BidTo)
            listing.status = reserveNotMet ? SaleStatus::ReserveNotMet : SaleStatus::BidTo;
        if (listing.status != SaleStatus::Sold || !listing.salePrice)
            setBid(money, listing);
    } else if (says(row.label, "^current bid") && listing.status == SaleStatus::Unknown) {
        listing.status = SaleStatus::Active;
        setBid(money, listing);
    }
}

void readBox(const Element &box, Listing &listing)
{
    const bool reserveNotMet = says(box.text(), "\\breserve not met\\b");
    for (const BoxRow &row : rowsOf(box)) {
        readAmountRow(row, reserveNotMet, listing);
        if (row.value.hasClass("number-bids-value") || says(row.label, "^bids$"))
            listing.bidCount = readCount(row.value.text());
        else if (says(row.label, "^(?:auction )?end(?:ed|s)?\\b") && !listing.saleEnd)
            listing.saleEnd = endOf(row.value);
    }
}

//! The second value of the header is the number of comments; pages of 2015 list them all.
void readCommentCount(const Document &page, const Element &header, Listing &listing)
{
    for (const Element &value : header.all(".info-value")) {
        listing.commentCount = readCount(value.text());
        if (listing.commentCount)
            return;
    }
    const auto comments = page.all(".comments-list .comment");
    if (!comments.empty())
        listing.commentCount = int(comments.size());
}

//! "<title> … - sold for $11,000 on April 15, 2024 (Lot #143,328)": what is left when header and box are
//! gone.
void readPageTitle(const QString &title, Listing &listing)
{
    static const QRegularExpression outcome(
        QStringLiteral("for sale on BaT Auctions - (sold|closed|withdrawn)\\b(.*?)(?:\\(Lot|\\||$)"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = outcome.match(title);
    if (!match.hasMatch())
        return;
    const QString word = match.captured(1).toLower();
    if (word == u"sold")
        setSold(readResultMoney(match.captured(2)), listing);
    else
        listing.status = word == u"closed" ? SaleStatus::NoSale : SaleStatus::Withdrawn;
    listing.saleEnd = readDate(match.captured(2));
}

} // namespace

void readBatResultBox(const Document &page, Listing &listing)
{
    const Element header = page.first(".listing-available");
    const Element info = page.first(".listing-available-info");
    const Element box = page.first("#listing-bid");
    readHeader(info, listing);
    readBox(box, listing);
    readCommentCount(page, info, listing);
    const bool withdrawn = says(header.text(), "\\bwithdrawn\\b") || says(box.text(), "\\bwithdrawn\\b");
    if (withdrawn && listing.status != SaleStatus::Sold)
        listing.status = SaleStatus::Withdrawn;
    if (listing.status == SaleStatus::Unknown && says(header.text(), "^this auction is now live"))
        listing.status = SaleStatus::Active;
    if (listing.status == SaleStatus::Unknown)
        readPageTitle(page.first("head title").text(), listing);
    if (listing.status == SaleStatus::Active || listing.status == SaleStatus::Withdrawn)
        listing.saleEnd.reset();
}

void applyBatRecords(const BatRecords &records, Listing &listing)
{
    using Outcome = BatRecords::Outcome;
    // A bare "$" in a record is the currency that the page states elsewhere.
    const QString stated = listing.currency;
    const auto currencyOf = [&stated](const Money &money) {
        return money.coded || stated.isEmpty() || money.currency != u"USD" ? money.currency : stated;
    };
    const auto setHighBid = [&](const std::optional<Money> &bid) {
        if (!bid)
            return;
        listing.highBid = bid->amount;
        listing.currency = currencyOf(*bid);
    };
    if (records.outcome == Outcome::ReserveNotMet) {
        listing.status = SaleStatus::ReserveNotMet;
        listing.salePrice.reset();
        listing.buyer.clear();
        setHighBid(records.amount);
    } else if (records.outcome != Outcome::None) {
        listing.status = SaleStatus::Sold;
        setHighBid(records.outcome == Outcome::Sold ? records.amount : records.highBid);
        if (records.amount) {
            listing.salePrice = records.amount->amount;
            listing.currency = currencyOf(*records.amount);
        }
        if (!records.buyer.isEmpty())
            listing.buyer = records.buyer;
    }
    if (!listing.highBid)
        setHighBid(records.highBid);
    // The page's own end time is the auction's; the record is written a moment later.
    if (records.outcome != Outcome::None && !listing.saleEnd)
        listing.saleEnd = records.ended;
    if (!listing.bidCount && records.bids > 0)
        listing.bidCount = records.bids;
    if (!listing.commentCount)
        listing.commentCount = records.comments;
}

} // namespace extract
