// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

#include <QDate>
#include <QJsonObject>

#include <optional>

namespace db {

//! What the steps need to know of a vehicle.
struct VehicleRow
{
    QString id;
    std::optional<int> year;
    QString make;
    QString model;
    QString vin;
    QString vinSource;
    QString url; //!< the first of its URLs
    QString status;
    std::optional<qint64> salePrice;
    QString saleDate;
    std::optional<int> mileage;
    QJsonObject metadata;
    bool hidden = false; //!< deleted or merged

    //! Created for a URL before its page was read; nothing is known of it yet.
    bool isPlaceholder() const;
    QString name() const;
};

//! New facts; what is absent leaves the column as it is.
struct VehicleData
{
    std::optional<int> year;
    QString make;
    QString model;
    std::optional<int> mileage;
    std::optional<qint64> salePrice;
    QDate saleDate;
    QString description;
    QJsonObject metadata; //!< merged into origin_metadata in the database
};

//! Reads and writes vehicles. A thin value over a connection: one thread.
class VehicleStore
{
public:
    explicit VehicleStore(Connection &connection) : m_connection(connection) {}

    core::Result<std::optional<VehicleRow>> byId(const QString &id);
    //! Those of them that were deleted or merged.
    core::Result<QStringList> hiddenAmong(const QStringList &ids);
    //! @param canonicalUrl as core::canonicalListingUrl() gives it.
    core::Result<std::optional<QString>> idByUrl(const QString &canonicalUrl);
    //! Of vehicles that are neither deleted nor merged.
    core::Result<std::optional<QString>> idByVin(const QString &vin);
    //! Of all vehicles: whoever keeps another from having this VIN.
    core::Result<std::optional<QString>> holderOfVin(const QString &vin);

    //! A vehicle of which only the URL is known.
    core::Result<QString> insertPlaceholder(const QString &canonicalUrl, const QDateTime &now);
    //! Facts that are known before the page was read; it stays a placeholder.
    core::Result<void> fillPlaceholder(const QString &id, const VehicleData &facts, const QDateTime &now);
    core::Result<void> addUrl(const QString &id, const QString &canonicalUrl);
    core::Result<void> update(const QString &id, const VehicleData &data, const QDateTime &now);
    core::Result<void> mergeMetadata(const QString &id, const QJsonObject &patch, const QDateTime &now);
    //! A Conflict error when another vehicle has this VIN.
    core::Result<void> setVin(const QString &id, const QString &vin, const QString &source, double confidence,
                              const QDateTime &now);
    //! The image of these bytes, which has a row, becomes the vehicle's picture where it has none, or one of
    //! ours from further back in the gallery.
    core::Result<void> setPrimaryImage(const QString &id, const QString &fileHash, int position);
    //! Removes a placeholder whose page turned out to be no vehicle; anything else is left alone.
    core::Result<void> removePlaceholder(const QString &id);
    //! A placeholder turned out to be a known vehicle: its URL, pages, attempts and queue go to that one.
    core::Result<void> mergePlaceholder(const QString &placeholder, const QString &into);

private:
    core::Result<void> write(const char *statement, const QString &id, const VehicleData &data,
                             const QDateTime &now);
    core::Result<std::optional<QString>> idBy(const char *statement, const char *name, const QString &value);

    Connection &m_connection;
};

} // namespace db
