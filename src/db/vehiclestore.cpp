// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/vehiclestore.h"

#include "core/clock.h"
#include "db/values.h"

#include <QCoreApplication>

namespace db {

namespace {

//! Marks our placeholders in origin_metadata: other programs have vehicles whose status is "pending" too.
const QString kPlaceholder = QStringLiteral("placeholder");

//! The form in which vehicle_urls holds a URL: no scheme, lower case.
QString urlKey(const QString &canonicalUrl)
{
    return canonicalUrl.mid(canonicalUrl.indexOf(QLatin1String("://")) + 3).toLower();
}

//! Row level security makes an UPDATE miss its row without an error: that must not pass for a success.
core::Result<void> changeOne(Statement &statement)
{
    if (auto done = statement.exec(); !done)
        return done;
    if (statement.changedRows() > 0)
        return {};
    return core::Error{
        core::ErrorCode::Database,
        QCoreApplication::translate("db::VehicleStore",
                                    "A vehicle could not be changed: it is gone, or the role of this "
                                    "connection may not change it."),
        {}};
}

} // namespace

bool VehicleRow::isPlaceholder() const
{
    return status == QLatin1String("pending") && metadata.value(kPlaceholder).toBool();
}

QString VehicleRow::name() const
{
    const QString words = make + u' ' + model;
    return (year ? QString(QString::number(*year) + u' ' + words) : words).simplified();
}

core::Result<std::optional<VehicleRow>> VehicleStore::byId(const QString &id)
{
    auto statement = m_connection.statement("select_vehicle_by_id");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":id", id).exec(); !done)
        return done.error();
    if (!statement->next()) {
        auto read = statement->finished();
        return read ? core::Result<std::optional<VehicleRow>>(std::nullopt) : read.error();
    }
    VehicleRow row;
    row.id = statement->text(0);
    row.year = statement->optionalInteger(1);
    row.make = statement->text(2);
    row.model = statement->text(3);
    row.vin = statement->text(4);
    row.url = statement->text(5);
    row.status = statement->text(6);
    row.metadata = jsonObject(statement->text(7));
    row.salePrice = statement->optionalNumber(8);
    row.saleDate = statement->text(9);
    row.mileage = statement->optionalInteger(10);
    row.hidden = statement->flag(11);
    row.vinSource = statement->text(12);
    return std::optional(row);
}

core::Result<std::optional<QString>> VehicleStore::idBy(const char *name, const char *placeholder,
                                                        const QString &value)
{
    auto statement = m_connection.statement(name);
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(placeholder, value).exec(); !done)
        return done.error();
    auto found = statement->next() ? std::optional(statement->text(0)) : std::optional<QString>();
    auto read = statement->finished();
    return read ? core::Result<std::optional<QString>>(std::move(found)) : read.error();
}

core::Result<std::optional<QString>> VehicleStore::idByUrl(const QString &canonicalUrl)
{
    return idBy("select_vehicle_by_url_key", ":url_key", urlKey(canonicalUrl));
}

core::Result<std::optional<QString>> VehicleStore::idByVin(const QString &vin)
{
    return idBy("select_vehicle_by_vin", ":vin", vin);
}

core::Result<QStringList> VehicleStore::hiddenAmong(const QStringList &ids)
{
    auto statement = m_connection.statement("list_hidden_vehicles");
    if (!statement)
        return statement.error();
    return textsOf(statement->bind(":ids", jsonText(ids)));
}

core::Result<std::optional<QString>> VehicleStore::holderOfVin(const QString &vin)
{
    return idBy("select_vin_holder", ":vin", vin);
}

core::Result<QString> VehicleStore::insertPlaceholder(const QString &canonicalUrl, const QDateTime &now)
{
    auto statement = m_connection.statement("insert_vehicle");
    if (!statement)
        return statement.error();
    const QString id = core::newId();
    statement->bind(":id", id)
        .bind(":discovery_url", textOrNull(canonicalUrl))
        .bind(":status", QStringLiteral("pending"))
        .bind(":year", QVariant())
        .bind(":make", QVariant())
        .bind(":model", QVariant())
        .bind(":origin_metadata",
              jsonText({{QStringLiteral("imported_at"), core::toTimeText(now)}, {kPlaceholder, true}}))
        .bind(":now", now);
    if (auto done = statement->exec(); !done)
        return done.error();
    return id;
}

core::Result<void> VehicleStore::addUrl(const QString &id, const QString &canonicalUrl)
{
    auto statement = m_connection.statement("insert_vehicle_url");
    if (!statement)
        return statement.error();
    return statement->bind(":url_key", urlKey(canonicalUrl)).bind(":vehicle_id", id).exec();
}

core::Result<void> VehicleStore::update(const QString &id, const VehicleData &data, const QDateTime &now)
{
    return write("update_vehicle_data", id, data, now);
}

core::Result<void> VehicleStore::fillPlaceholder(const QString &id, const VehicleData &facts,
                                                 const QDateTime &now)
{
    return write("update_vehicle_placeholder", id, facts, now);
}

core::Result<void> VehicleStore::write(const char *name, const QString &id, const VehicleData &data,
                                       const QDateTime &now)
{
    auto statement = m_connection.statement(name);
    if (!statement)
        return statement.error();
    statement->bind(":id", id)
        .bind(":year", data.year)
        .bind(":make", textOrNull(data.make))
        .bind(":model", textOrNull(data.model))
        .bind(":mileage", data.mileage)
        .bind(":sale_price", data.salePrice)
        .bind(":sale_date",
              data.saleDate.isValid() ? QVariant(data.saleDate.toString(Qt::ISODate)) : QVariant())
        .bind(":description", textOrNull(data.description))
        .bind(":patch", jsonText(data.metadata))
        .bind(":now", now);
    return changeOne(*statement);
}

core::Result<void> VehicleStore::mergeMetadata(const QString &id, const QJsonObject &patch,
                                               const QDateTime &now)
{
    auto statement = m_connection.statement("update_vehicle_metadata");
    if (!statement)
        return statement.error();
    return changeOne(statement->bind(":id", id).bind(":patch", jsonText(patch)).bind(":now", now));
}

core::Result<void> VehicleStore::setVin(const QString &id, const QString &vin, const QString &source,
                                        double confidence, const QDateTime &now)
{
    auto statement = m_connection.statement("update_vehicle_vin");
    if (!statement)
        return statement.error();
    statement->bind(":id", id)
        .bind(":vin", vin)
        .bind(":vin_source", source)
        .bind(":vin_confidence", confidence)
        .bind(":now", now);
    return inSavepoint(m_connection, [&] { return changeOne(*statement); });
}

core::Result<void> VehicleStore::setPrimaryImage(const QString &id, const QString &fileHash, int position)
{
    auto statement = m_connection.statement("update_vehicle_primary_image");
    if (!statement)
        return statement.error();
    return statement->bind(":id", id).bind(":file_hash", fileHash).bind(":position", position).exec();
}

core::Result<void> VehicleStore::removePlaceholder(const QString &id)
{
    auto statement = m_connection.statement("delete_placeholder");
    if (!statement)
        return statement.error();
    return statement->bind(":id", id).exec();
}

core::Result<void> VehicleStore::mergePlaceholder(const QString &placeholder, const QString &into)
{
    for (const char *name : {"move_vehicle_urls", "move_vehicle_pages", "move_vehicle_attempts",
                             "move_vehicle_steps", "cancel_vehicle_twins", "move_vehicle_queue"}) {
        auto statement = m_connection.statement(name);
        if (!statement)
            return statement.error();
        if (auto done = statement->bind(":from", placeholder).bind(":into", into).exec(); !done)
            return done;
    }
    return removePlaceholder(placeholder);
}

} // namespace db
