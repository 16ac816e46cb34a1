// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/extraction.h"

#include "db/gallerystore.h"
#include "db/pagestore.h"
#include "db/vehiclestore.h"

#include <QJsonArray>

namespace pipeline {

using extract::Listing;
using extract::Refusal;

ExtractionStep::ExtractionStep(Services &services, PageReader &reader, QObject *parent)
    : QObject(parent), m_services(services), m_reader(reader)
{
}

namespace {

//! What extraction may change of a vehicle.
core::Result<QJsonObject> factsOf(db::Connection &connection, const QString &vehicleId)
{
    const auto vehicle = db::VehicleStore(connection).byId(vehicleId);
    if (!vehicle || !*vehicle)
        return vehicle ? core::Result<QJsonObject>(QJsonObject()) : vehicle.error();
    const db::VehicleRow &row = **vehicle;
    QJsonObject facts{
        {QStringLiteral("make"), row.make},
        {QStringLiteral("model"), row.model},
        {QStringLiteral("vin"), row.vin},
        {QStringLiteral("year"), row.year ? QJsonValue(*row.year) : QJsonValue()},
        {QStringLiteral("sale_price"), row.salePrice ? QJsonValue(*row.salePrice) : QJsonValue()},
        {QStringLiteral("sale_date"), row.saleDate},
        {QStringLiteral("mileage"), row.mileage ? QJsonValue(*row.mileage) : QJsonValue()},
        {QStringLiteral("image_urls"), row.metadata.value(QLatin1String("image_urls")).toArray().size()}};
    for (const char *key : {"sale_status", "title", "lot", "seller", "buyer", "location", "high_bid"})
        facts.insert(QLatin1String(key), row.metadata.value(QLatin1String(key)));
    return facts;
}

//! The attempt remembers what it changed: {"vin": ["", "WP0…"], …}.
Outcome withChanges(const QString &vehicleId, Outcome outcome)
{
    outcome.apply = [vehicleId, write = std::move(outcome.apply)](db::Connection &connection,
                                                                  Outcome &self) -> core::Result<void> {
        const auto before = factsOf(connection, vehicleId);
        if (!before)
            return before.error();
        if (write) {
            if (auto written = write(connection, self); !written)
                return written;
        }
        const auto after = factsOf(connection, self.movedTo.isEmpty() ? vehicleId : self.movedTo);
        if (!after)
            return after.error();
        QJsonObject changes;
        for (auto it = after->begin(); it != after->end(); ++it) {
            const QJsonValue was = before->value(it.key());
            const bool bothEmpty =
                was.toVariant().toString().isEmpty() && it->toVariant().toString().isEmpty();
            if (was != *it && !bothEmpty)
                changes.insert(it.key(), QJsonArray{was.isUndefined() ? QJsonValue() : was, *it});
        }
        if (!changes.isEmpty())
            self.metadata.insert(QStringLiteral("changes"), changes);
        return {};
    };
    return outcome;
}

} // namespace

void ExtractionStep::start(const Job &job, Done done)
{
    const auto page = db::PageStore(*m_services.connection).newest(job.vehicleId);
    if (!page) {
        // A damaged page is no reason to stop the worker: a new one is fetched.
        const bool damaged = page.error().code == core::ErrorCode::Internal;
        done(damaged ? Outcome::failed(core::Cause::ParseFailed, page.error().message)
                     : Outcome::fromError(page.error()));
        return;
    }
    if (!*page) {
        Outcome outcome;
        outcome.kind = Outcome::Kind::Skipped;
        outcome.message = tr("There is no stored page to read: fetch the listing first.");
        done(outcome);
        return;
    }
    m_reader.read((*page)->bytes, (*page)->url, (*page)->sha256,
                  [this, job, done](const PageReader::SharedReading &reading) {
                      if (const auto *refusal = std::get_if<Refusal>(reading.get()))
                          done(Outcome::failed(refusal->cause, refusal->message));
                      else
                          done(withChanges(job.vehicleId, take(job, std::get<Listing>(*reading))));
                  });
}

namespace {

template <typename T>
QJsonValue jsonOf(const std::optional<T> &value)
{
    return value ? QJsonValue(static_cast<qint64>(*value)) : QJsonValue();
}

//! Only what is known: a null in the patch would delete what an earlier page stated.
void insertKnown(QJsonObject &object, const char *key, const QJsonValue &value)
{
    if (!value.isNull() && !(value.isString() && value.toString().isEmpty()))
        object.insert(QLatin1String(key), value);
}

QJsonObject metadataOf(const Listing &listing, const QString &source)
{
    QJsonObject metadata;
    insertKnown(metadata, "source", source);
    insertKnown(metadata, "title", listing.title);
    if (listing.status != core::SaleStatus::Unknown)
        metadata.insert(QStringLiteral("sale_status"), QString(core::saleStatusName(listing.status)));
    insertKnown(metadata, "high_bid", jsonOf(listing.highBid));
    insertKnown(metadata, "currency", listing.currency);
    insertKnown(metadata, "mileage_unit", listing.mileageUnit);
    insertKnown(metadata, "lot", listing.lot);
    insertKnown(metadata, "location", listing.location);
    insertKnown(metadata, "seller", listing.seller);
    insertKnown(metadata, "buyer", listing.buyer);
    insertKnown(metadata, "bid_count", jsonOf(listing.bidCount));
    insertKnown(metadata, "comment_count", jsonOf(listing.commentCount));
    if (listing.mileageUnknown)
        metadata.insert(QStringLiteral("mileage_unknown"), true);
    return metadata;
}

//! A page that shows no gallery any more does not take away the URLs that an earlier one gave.
core::Result<void> storeGallery(db::Connection &connection, const QString &vehicleId,
                                const QJsonObject &patch, const QDateTime &now, Outcome &outcome)
{
    if (outcome.kind == Outcome::Kind::KnownAbsent) {
        const auto known = db::GalleryStore(connection).list(vehicleId);
        if (!known)
            return known.error();
        if (!known->empty()) {
            outcome.metadata.insert(QStringLiteral("kept"), static_cast<int>(known->size()));
            return {};
        }
    }
    return db::VehicleStore(connection).mergeMetadata(vehicleId, patch, now);
}

} // namespace

Outcome ExtractData::take(const Job &job, const Listing &listing)
{
    db::VehicleData data;
    data.year = listing.year;
    data.make = listing.make;
    data.model = listing.model;
    data.mileage = listing.mileage;
    data.salePrice = listing.salePrice;
    data.description = listing.description;
    if (listing.status == core::SaleStatus::Sold && listing.saleEnd)
        data.saleDate = listing.saleEnd->date();
    data.metadata = metadataOf(listing, listing.source);
    const QDateTime now = m_services.now();

    Outcome outcome;
    if (listing.status == core::SaleStatus::Unknown && !listing.salePrice)
        outcome = Outcome::failed(core::Cause::ParseFailed, tr("The page has no result that could be read."));
    else if (!listing.salePrice)
        outcome.kind =
            listing.status == core::SaleStatus::Sold ? Outcome::Kind::Success : Outcome::Kind::KnownAbsent;
    outcome.metadata = {{QStringLiteral("sale_status"), QString(core::saleStatusName(listing.status))}};
    outcome.apply = [vehicleId = job.vehicleId, data, now](db::Connection &connection, Outcome &) {
        return db::VehicleStore(connection).update(vehicleId, data, now);
    };
    return outcome;
}

Outcome ExtractImages::take(const Job &job, const Listing &listing)
{
    Outcome outcome;
    outcome.metadata = {{QStringLiteral("images"), static_cast<int>(listing.imageUrls.size())}};
    if (!listing.hasGallery) {
        outcome.kind = Outcome::Kind::Failed;
        outcome.cause = core::Cause::ParseFailed;
        outcome.message = tr("The page has no gallery that could be read.");
        return outcome;
    }
    if (listing.imageUrls.isEmpty())
        outcome.kind = Outcome::Kind::KnownAbsent;
    else if (job.options.value(QLatin1String("then_images")).toBool())
        outcome.follow = core::Step::BackfillImages;
    QJsonObject patch{
        {QStringLiteral("image_urls"), QJsonArray::fromStringList(listing.imageUrls)},
        {QStringLiteral("image_count"),
         qMax(static_cast<int>(listing.imageUrls.size()), listing.imageCountStated.value_or(0))},
        {QStringLiteral("image_count_stated"), jsonOf(listing.imageCountStated)},
        {QStringLiteral("image_extraction"),
         QJsonObject{{QStringLiteral("status"),
                      listing.imageUrls.isEmpty() ? QStringLiteral("absent") : QStringLiteral("found")},
                     {QStringLiteral("extractor_version"), extract::kExtractorVersion}}},
    };
    const QDateTime now = m_services.now();
    outcome.apply = [vehicleId = job.vehicleId, patch, now](db::Connection &connection, Outcome &self) {
        return storeGallery(connection, vehicleId, patch, now, self);
    };
    return outcome;
}

} // namespace pipeline
