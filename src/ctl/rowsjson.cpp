// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rowsjson.h"

#include "jsonvalues.h"

#include <QJsonArray>

namespace ctl {

namespace {

QJsonValue vinKind(const core::VinReading &vin)
{
    using Kind = core::VinReading::Kind;
    return vin.kind == Kind::Vin17 || vin.kind == Kind::Chassis
               ? QJsonValue(QString(core::vinKindName(vin.kind)))
               : QJsonValue();
}

} // namespace

QJsonObject toJson(const extract::Listing &listing)
{
    const bool sold = listing.status == core::SaleStatus::Sold;
    const bool statusKnown = listing.status != core::SaleStatus::Unknown;
    return {
        {QStringLiteral("listing"), true},
        {QStringLiteral("reason"), QJsonValue()},
        {QStringLiteral("url"), textOrNull(listing.url)},
        {QStringLiteral("source"), textOrNull(listing.source)},
        {QStringLiteral("title"), textOrNull(listing.title)},
        {QStringLiteral("year"), numberOrNull(listing.year)},
        {QStringLiteral("make"), textOrNull(listing.make)},
        {QStringLiteral("model"), textOrNull(listing.model)},
        {QStringLiteral("vin"), textOrNull(listing.vin.value)},
        {QStringLiteral("vin_kind"), vinKind(listing.vin)},
        {QStringLiteral("vin_refused"), textOrNull(listing.vin.reason)},
        {QStringLiteral("status"),
         statusKnown ? QJsonValue(QString(core::saleStatusName(listing.status))) : QJsonValue()},
        {QStringLiteral("sale_price"), numberOrNull(listing.salePrice)},
        {QStringLiteral("currency"), textOrNull(listing.currency)},
        {QStringLiteral("high_bid"), numberOrNull(listing.highBid)},
        {QStringLiteral("sale_date"),
         sold && listing.saleEnd ? QJsonValue(listing.saleEnd->date().toString(Qt::ISODate)) : QJsonValue()},
        {QStringLiteral("ends_at"), timeOrNull(listing.saleEnd.value_or(QDateTime()))},
        {QStringLiteral("mileage"), numberOrNull(listing.mileage)},
        {QStringLiteral("mileage_unit"), textOrNull(listing.mileageUnit)},
        {QStringLiteral("mileage_unknown"), listing.mileageUnknown},
        {QStringLiteral("lot"), textOrNull(listing.lot)},
        {QStringLiteral("location"), textOrNull(listing.location)},
        {QStringLiteral("seller"), textOrNull(listing.seller)},
        {QStringLiteral("buyer"), textOrNull(listing.buyer)},
        {QStringLiteral("bid_count"), numberOrNull(listing.bidCount)},
        {QStringLiteral("comment_count"), numberOrNull(listing.commentCount)},
        {QStringLiteral("image_urls"), QJsonArray::fromStringList(listing.imageUrls)},
        {QStringLiteral("image_count"),
         qMax(static_cast<int>(listing.imageUrls.size()), listing.imageCountStated.value_or(0))},
        {QStringLiteral("has_gallery"), listing.hasGallery},
    };
}

QJsonObject toJson(const extract::Refusal &refusal, const QString &url)
{
    return {{QStringLiteral("listing"), false},
            {QStringLiteral("reason"), refusal.reason},
            {QStringLiteral("cause"), QString(core::causeName(refusal.cause))},
            {QStringLiteral("message"), refusal.message},
            {QStringLiteral("url"), textOrNull(url)}};
}

QJsonObject toJson(const pipeline::ImportLine &line)
{
    QJsonObject steps;
    for (const auto &[step, state] : line.steps) {
        steps.insert(core::stepName(step),
                     QJsonObject{{QStringLiteral("status"), QString(core::stepStatusName(state.status))},
                                 {QStringLiteral("cause"), causeOrNull(state.cause)}});
    }
    return {{QStringLiteral("url"), line.url},
            {QStringLiteral("vehicle_id"), textOrNull(line.vehicleId)},
            {QStringLiteral("action"), line.action},
            {QStringLiteral("reason"), textOrNull(line.reason)},
            {QStringLiteral("message"), textOrNull(line.message)},
            {QStringLiteral("steps"), steps},
            {QStringLiteral("images"), QJsonObject{{QStringLiteral("found"), line.imagesFound},
                                                   {QStringLiteral("stored"), line.imagesStored},
                                                   {QStringLiteral("skipped"), line.imagesSkipped},
                                                   {QStringLiteral("failed"), line.imagesFailed}}}};
}

QJsonValue toJson(const std::optional<db::FillProgress> &fill)
{
    if (!fill)
        return {};
    return QJsonObject{{QStringLiteral("counted"), fill->filled}, {QStringLiteral("of"), fill->vehicles}};
}

QJsonObject toJson(const db::FailureRow &row)
{
    return {{QStringLiteral("vehicle_id"), row.vehicleId},
            {QStringLiteral("year"), numberOrNull(row.year)},
            {QStringLiteral("make"), textOrNull(row.make)},
            {QStringLiteral("model"), textOrNull(row.model)},
            {QStringLiteral("vin"), textOrNull(row.vin)},
            {QStringLiteral("discovery_url"), textOrNull(row.discoveryUrl)},
            {QStringLiteral("failure_types"),
             QJsonArray::fromStringList(core::failureTypeNames(row.failureTypes))},
            {QStringLiteral("stored_image_count"), row.expectedCount},
            {QStringLiteral("actual_image_count"), row.storedCount},
            {QStringLiteral("last_cause"), causeOrNull(row.lastCause)},
            {QStringLiteral("attempts"), row.attempts},
            {QStringLiteral("next_retry_at"), timeOrNull(row.nextRetryAt)},
            {QStringLiteral("created_at"), timeOrNull(row.createdAt)}};
}

} // namespace ctl
