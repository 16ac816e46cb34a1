// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/batcomments.h"

#include "extract/document.h"
#include "extract/embeddedjson.h"
#include "extract/pagedate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace extract {

namespace {

using Outcome = BatRecords::Outcome;

struct Record
{
    QString type;
    QString text;
    std::optional<Money> amount; //!< the number beside the text
    std::optional<QDateTime> time;
};

QString withoutTags(QString markup)
{
    static const QRegularExpression tag(QStringLiteral("<[^>]*>"));
    return markup.remove(tag).simplified();
}

Record recordOf(const QJsonObject &object)
{
    Record record;
    record.type = object.value(QLatin1String("type")).toString();
    record.text = object.value(QLatin1String("content")).toString().simplified();
    if (record.text.isEmpty())
        record.text = withoutTags(object.value(QLatin1String("markup")).toString());
    const double amount = object.value(QLatin1String("bidAmount")).toVariant().toDouble();
    if (amount >= double(kLeastPrice) && amount <= double(kHighestPrice))
        record.amount = Money{0, qint64(amount), QStringLiteral("USD"), false};
    record.time = readTimestamp(object.value(QLatin1String("timestamp")).toVariant().toLongLong());
    return record;
}

bool begins(const QString &text, const char *words)
{
    return text.startsWith(QLatin1String(words), Qt::CaseInsensitive);
}

Outcome outcomeOf(const Record &record)
{
    if (record.type == u"bat-rnm-accepted")
        return Outcome::SoldAfterReserveNotMet;
    if (!record.type.startsWith(u"bat-bid-") && !record.type.startsWith(u"bat-rnm-"))
        return Outcome::None;
    if (begins(record.text, "Reserve not met"))
        return Outcome::ReserveNotMet;
    return begins(record.text, "Sold") ? Outcome::Sold : Outcome::None;
}

QString buyerOf(const QString &text)
{
    static const QRegularExpression buyer(
        QStringLiteral("\\bto\\s+(?![$€£]|[A-Z]{3} ?[$€£])(\\S[^<>]*?)(?:\\s+(?:on|for|after)\\s.*)?$"));
    return buyer.match(text).captured(1).trimmed();
}

//! The amount the text states, else the number beside it.
std::optional<Money> amountOf(const Record &record)
{
    const auto stated = readMoney(record.text);
    return stated ? stated : record.amount;
}

//! Whether this record overrules the outcome found so far: an accepted offer does, otherwise the later one.
bool overrules(Outcome outcome, const Record &record, const BatRecords &sofar)
{
    if (outcome == Outcome::None || sofar.outcome == Outcome::None)
        return outcome != Outcome::None;
    const bool accepted = outcome == Outcome::SoldAfterReserveNotMet;
    const bool wasAccepted = sofar.outcome == Outcome::SoldAfterReserveNotMet;
    if (accepted != wasAccepted)
        return accepted;
    return record.time && sofar.ended && *record.time > *sofar.ended;
}

void raiseHighBid(const std::optional<Money> &bid, BatRecords &records)
{
    if (bid && (!records.highBid || bid->amount > records.highBid->amount))
        records.highBid = bid;
}

void addOutcome(const Record &record, BatRecords &records)
{
    const Outcome outcome = outcomeOf(record);
    if (outcome == Outcome::ReserveNotMet)
        raiseHighBid(amountOf(record), records);
    if (!overrules(outcome, record, records))
        return;
    records.outcome = outcome;
    records.amount = amountOf(record);
    records.buyer = outcome == Outcome::ReserveNotMet ? QString() : buyerOf(record.text);
    const auto date = readDate(record.text);
    records.ended = record.time ? record.time : date;
}

void addBid(const Record &record, BatRecords &records)
{
    ++records.bids;
    auto bid = record.amount;
    const auto stated = readMoney(record.text);
    if (stated && (!bid || stated->amount == bid->amount))
        bid = stated; // the text knows the currency
    raiseHighBid(bid, records);
}

} // namespace

std::optional<BatRecords> readBatRecords(const QByteArray &comments)
{
    const QJsonDocument json = QJsonDocument::fromJson(comments);
    if (!json.isArray())
        return std::nullopt;
    BatRecords records;
    for (const QJsonValue &value : json.array()) {
        const Record record = recordOf(value.toObject());
        if (record.type == u"comment")
            ++records.comments;
        else if (record.type == u"bat-bid")
            addBid(record, records);
        else if (record.type != u"bat-bid-canceled")
            addOutcome(record, records);
    }
    return records;
}

std::optional<QByteArray> batComments(const Document &page)
{
    for (const Element &script : page.all("script")) {
        const QByteArray text = script.rawText();
        const qsizetype begin = text.indexOf("BAT_VMS");
        if (begin < 0)
            continue;
        const auto models = assignedObject(text.mid(begin), "BAT_VMS");
        if (!models)
            continue;
        if (models->isEmpty())
            return QByteArray();
        if (const auto comments = arrayOfKey(*models, "comments"))
            return comments;
    }
    return std::nullopt;
}

} // namespace extract
