// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/listingurl.h"
#include "extract/document.h"
#include "extract/embeddedjson.h"
#include "extract/money.h"
#include "extract/pagedate.h"
#include "extract/pagetext.h"
#include "extract/reader.h"
#include "extract/title.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

namespace extract {

namespace {

using core::SaleStatus;

QString withoutMarkup(const QString &text)
{
    if (!text.contains(u'&') && !text.contains(u'<'))
        return text.simplified();
    const auto document = Document::parse(text.toUtf8());
    return document ? document->root().text() : text.simplified();
}

//! The categories 379 and 380 hold what is no vehicle (domain facts, section 3).
bool isVehicle(const QJsonValue &categories)
{
    for (const QJsonValue &category : categories.toArray()) {
        const QString id = category.toVariant().toString();
        if (id == u"379" || id == u"380")
            return false;
    }
    return true;
}

//! The one 17-character number among the search words. Shorter numbers cannot be told from model names there.
core::VinReading vinAmong(const QString &words)
{
    static const QRegularExpression number(
        QStringLiteral("(?<![A-Za-z0-9])(?=[A-Z]*[0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])"));
    QSet<QString> found;
    for (auto matches = number.globalMatch(words); matches.hasNext();)
        found.insert(matches.next().captured());
    return found.size() == 1 ? core::readVin(*found.begin()) : core::VinReading();
}

void readOutcome(const QJsonObject &object, IndexItem &item)
{
    const QString sold = withoutMarkup(object.value(QLatin1String("sold_text")).toString());
    auto money = readResultMoney(sold);
    if (sold.startsWith(QLatin1String("Sold for"), Qt::CaseInsensitive)) {
        item.status = SaleStatus::Sold;
        if (money)
            item.salePrice = money->amount;
    } else if (sold.startsWith(QLatin1String("Bid to"), Qt::CaseInsensitive)) {
        item.status = SaleStatus::BidTo;
    } else if (sold.startsWith(QLatin1String("Withdrawn"), Qt::CaseInsensitive)) {
        item.status = SaleStatus::Withdrawn;
    } else if (object.value(QLatin1String("active")).toBool()) {
        item.status = SaleStatus::Active;
        const double bid = object.value(QLatin1String("current_bid")).toVariant().toDouble();
        if (bid >= double(kLeastPrice) && bid <= double(kHighestPrice))
            money = Money{0, qint64(bid),
                          object.value(QLatin1String("currency")).toString(QStringLiteral("USD")), true};
    }
    if (money && item.status != SaleStatus::Unknown) {
        item.highBid = money->amount;
        item.currency = money->currency;
    }
    if (item.status == SaleStatus::Sold || item.status == SaleStatus::BidTo) {
        item.saleEnd = readTimestamp(object.value(QLatin1String("timestamp_end")).toVariant().toLongLong());
        if (!item.saleEnd)
            item.saleEnd = readDate(sold);
    }
}

std::optional<IndexItem> itemOf(const QJsonObject &object)
{
    const auto url = core::canonicalListingUrl(object.value(QLatin1String("url")).toString());
    if (!url || !core::isListingPath(*url))
        return std::nullopt;
    IndexItem item;
    item.url = *url;
    item.title = strippedTitle(withoutMarkup(object.value(QLatin1String("title")).toString()));
    const TitleFacts facts = readTitle(item.title);
    item.year = facts.year;
    item.make = facts.make;
    item.model = facts.model;
    item.vin = vinAmong(object.value(QLatin1String("searchable")).toString());
    item.source = core::siteName(core::Site::BringATrailer);
    item.isVehicle = isVehicle(object.value(QLatin1String("categories")));
    readOutcome(object, item);
    return item;
}

} // namespace

std::optional<Index> readIndex(const QByteArray &page)
{
    if (page.size() > kMaxPageBytes || isBinary(page))
        return std::nullopt;
    const QByteArray text = pageAsUtf8(page);
    Index index;
    QSet<QString> seen;
    bool found = false;
    for (const char *name : {"auctionsCurrentInitialData", "auctionsCompletedInitialData"}) {
        const auto data = assignedObject(text, name);
        const QJsonDocument json = data ? QJsonDocument::fromJson(*data) : QJsonDocument();
        if (!json.object().value(QLatin1String("items")).isArray())
            continue;
        found = true;
        for (const QJsonValue &value : json.object().value(QLatin1String("items")).toArray()) {
            const auto item = itemOf(value.toObject());
            if (!item || seen.contains(item->url))
                continue;
            seen.insert(item->url);
            index.items.push_back(*item);
        }
    }
    return found ? std::optional(std::move(index)) : std::nullopt;
}

} // namespace extract
