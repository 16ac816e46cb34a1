// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/vehiclequery.h"

#include "db/failurequery.h"
#include "db/gallerystore.h"
#include "db/pagestore.h"
#include "db/stepstore.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace db {

namespace {

constexpr int kMaxAttempts = 200;

std::optional<qint64> optionalAmount(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

QString vinNote(const QJsonObject &vin)
{
    const QString kind = vin.value(QLatin1String("kind")).toString();
    if (kind == QLatin1String("absent"))
        return QCoreApplication::translate("db::VehicleQuery", "The listing states none.");
    if (kind == QLatin1String("refused")) {
        return QCoreApplication::translate("db::VehicleQuery", "The listing states \"%1\" (%2).")
            .arg(vin.value(QLatin1String("stated")).toString(),
                 vin.value(QLatin1String("reason")).toString());
    }
    if (kind == QLatin1String("chassis"))
        return QCoreApplication::translate("db::VehicleQuery",
                                           "Chassis number as stated, without a right check digit.");
    return {};
}

void fillFromMetadata(VehicleDetail &detail, const QJsonObject &metadata)
{
    const auto text = [&metadata](const char *key) { return metadata.value(QLatin1String(key)).toString(); };
    detail.title = text("title");
    detail.source = text("source");
    detail.highBid = optionalAmount(metadata.value(QLatin1String("high_bid")));
    detail.currency = text("currency");
    detail.saleStatus = text("sale_status");
    detail.mileageUnit = text("mileage_unit");
    detail.lot = text("lot");
    detail.location = text("location");
    detail.seller = text("seller");
    detail.buyer = text("buyer");
    detail.vinNote = vinNote(metadata.value(QLatin1String("vin_extraction")).toObject());
}

core::Result<void> fillFacts(Connection &connection, VehicleDetail &detail)
{
    auto statement = connection.statement("select_vehicle_by_id");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":id", detail.row.vehicleId).exec(); !done)
        return done;
    if (!statement->next())
        return statement->finished();
    detail.listingUrl = statement->text(5);
    detail.salePrice = statement->optionalNumber(8);
    detail.saleDate = QDate::fromString(statement->text(9).left(10), Qt::ISODate);
    detail.mileage = statement->optionalInteger(10);
    fillFromMetadata(detail, QJsonDocument::fromJson(statement->text(7).toUtf8()).object());
    return {};
}

core::Result<void> fillSteps(Connection &connection, VehicleDetail &detail)
{
    for (const core::Step step : core::kAllSteps) {
        StepState state;
        state.step = step;
        state.missing = bool(detail.row.failureTypes & core::failureTypesOf(step));
        for (const AttemptRow &attempt : detail.attempts) {
            if (attempt.step == step) {
                state.last = attempt;
                break;
            }
        }
        detail.steps.push_back(state);
    }
    auto statement = connection.statement("list_queue_by_vehicle");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":vehicle_id", detail.row.vehicleId).exec(); !done)
        return done;
    while (statement->next()) {
        for (StepState &state : detail.steps) {
            if (core::stepName(state.step) == statement->text(0)) {
                state.queueStatus = statement->text(1);
                state.nextRetryAt = statement->time(2);
            }
        }
    }
    return statement->finished();
}

} // namespace

core::Result<VehicleDetail> vehicleDetail(Connection &connection, const QString &vehicleId)
{
    const auto rows = FailureQuery(connection).byIds({vehicleId});
    if (!rows)
        return rows.error();
    if (rows->empty()) {
        return core::Error{
            core::ErrorCode::NotFound,
            QCoreApplication::translate("db::VehicleQuery", "There is no vehicle %1.").arg(vehicleId),
            {}};
    }
    VehicleDetail detail;
    detail.row = rows->front();
    if (auto done = fillFacts(connection, detail); !done)
        return done.error();
    auto attempts = StepStore(connection).list(vehicleId, kMaxAttempts);
    if (!attempts)
        return attempts.error();
    detail.attempts = std::move(attempts).value();
    if (auto done = fillSteps(connection, detail); !done)
        return done.error();
    const auto fetched = PageStore(connection).newestTime(vehicleId);
    if (!fetched)
        return fetched.error();
    detail.pageFetchedAt = *fetched;
    auto images = GalleryStore(connection).list(vehicleId);
    if (!images)
        return images.error();
    detail.images = std::move(images).value();
    return detail;
}

} // namespace db
