// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/vin.h"
#include "db/vehiclestore.h"
#include "pipeline/extraction.h"

#include <QRegularExpression>

#include <algorithm>

namespace pipeline {

using core::VinReading;

namespace {

//! VINs in free text: what follows "VIN" or "Chassis", and 17-character runs with a right check digit.
QList<VinReading> candidatesIn(const QString &text)
{
    static const QRegularExpression labelled(
        QStringLiteral("(?:vin|chassis)\\s*(?:no\\.?|number|#)?\\s*[:#]\\s*([a-z0-9./-]{5,20})"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression run(QStringLiteral("(?<![a-z0-9])[a-hj-npr-z0-9]{17}(?![a-z0-9])"),
                                        QRegularExpression::CaseInsensitiveOption);
    QList<VinReading> found;
    const auto add = [&found](const VinReading &reading) {
        for (const VinReading &known : found) {
            if (known.value == reading.value)
                return;
        }
        found.append(reading);
    };
    for (auto it = run.globalMatch(text); it.hasNext();) {
        const VinReading reading = core::readVin(it.next().captured());
        if (reading.kind == VinReading::Kind::Vin17)
            add(reading);
    }
    for (auto it = labelled.globalMatch(text); it.hasNext();) {
        const VinReading reading = core::readVin(it.next().captured(1));
        if (reading.kind == VinReading::Kind::Vin17 || reading.kind == VinReading::Kind::Chassis)
            add(reading);
    }
    return found;
}

//! The page's own statement wins when it is a checked VIN; then the one checked VIN of the text; never a
//! guess between several.
VinReading best(const VinReading &stated, const QList<VinReading> &fromText)
{
    if (stated.kind == VinReading::Kind::Vin17)
        return stated;
    QList<VinReading> checked;
    for (const VinReading &reading : fromText) {
        if (reading.kind == VinReading::Kind::Vin17)
            checked.append(reading);
    }
    if (checked.size() == 1)
        return checked.first();
    if (stated.kind == VinReading::Kind::Chassis || fromText.size() != 1)
        return stated;
    return fromText.first();
}

QJsonObject evidence(const VinReading &reading, int candidates)
{
    QJsonObject object{{QStringLiteral("kind"), QString(core::vinKindName(reading.kind))},
                       {QStringLiteral("value"), reading.value},
                       {QStringLiteral("candidates"), candidates},
                       {QStringLiteral("extractor_version"), extract::kExtractorVersion}};
    if (!reading.reason.isEmpty())
        object.insert(QStringLiteral("reason"), reading.reason);
    if (!reading.stated.isEmpty())
        object.insert(QStringLiteral("stated"), reading.stated.left(200));
    return object;
}

//! A number that another vehicle has: a checked VIN is a conflict for an operator, a short chassis number is
//! not rare and stays in the evidence.
void resolveConflict(db::VehicleStore &vehicles, const VinReading &reading, Outcome &outcome)
{
    const auto other = vehicles.holderOfVin(reading.value);
    const QString otherId = other && *other ? **other : QString();
    outcome.metadata.insert(QStringLiteral("conflicts_with"), otherId);
    if (reading.kind != VinReading::Kind::Vin17)
        return;
    outcome.kind = Outcome::Kind::Failed;
    outcome.cause = core::Cause::Conflict;
    outcome.message = ExtractVin::tr("VIN %1 belongs to vehicle %2 already.").arg(reading.value, otherId);
}

//! Two different checked VINs, one of which somebody else put there: an operator decides.
bool contradicts(const db::VehicleRow &vehicle, const VinReading &reading)
{
    const bool isOurs =
        vehicle.vinSource == QLatin1String("listing") || vehicle.vinSource == QLatin1String("index");
    return reading.kind == VinReading::Kind::Vin17 && core::hasVinCheckDigit(vehicle.vin) &&
           vehicle.vin != reading.value && !isOurs;
}

core::Result<void> storeVin(db::Connection &connection, const QString &vehicleId, const VinReading &reading,
                            const QDateTime &now, Outcome &outcome)
{
    db::VehicleStore vehicles(connection);
    const auto vehicle = vehicles.byId(vehicleId);
    if (!vehicle)
        return vehicle.error();
    if (!*vehicle)
        return {}; // gone meanwhile; the queue row went with it
    QJsonObject vin = outcome.metadata;
    const bool hasValue = !reading.value.isEmpty();
    const bool keepsBetter =
        core::hasVinCheckDigit((*vehicle)->vin) && reading.kind != VinReading::Kind::Vin17;
    bool updated = false;
    if (contradicts(**vehicle, reading)) {
        outcome.kind = Outcome::Kind::Failed;
        outcome.cause = core::Cause::Conflict;
        outcome.message = ExtractVin::tr("The listing states VIN %1, the vehicle has %2 from another source.")
                              .arg(reading.value, (*vehicle)->vin);
        return {};
    }
    if (hasValue && (*vehicle)->vin != reading.value && !keepsBetter) {
        const double confidence = reading.kind == VinReading::Kind::Vin17 ? 1.0 : 0.5;
        const auto set =
            vehicles.setVin(vehicleId, reading.value, QStringLiteral("listing"), confidence, now);
        if (!set && set.error().code != core::ErrorCode::Conflict)
            return set;
        if (!set)
            resolveConflict(vehicles, reading, outcome);
        if (!set && outcome.kind == Outcome::Kind::Failed)
            vin.insert(QStringLiteral("kind"), QStringLiteral("conflict"));
        updated = set.hasValue();
    }
    outcome.metadata.insert(QStringLiteral("updated"), updated);
    return vehicles.mergeMetadata(vehicleId, {{QStringLiteral("vin_extraction"), vin}}, now);
}

Outcome outcomeFor(const Job &job, const VinReading &stated, const QDateTime &now)
{
    const QList<VinReading> fromText =
        candidatesIn(job.options.value(QLatin1String("extra_text")).toString());
    const VinReading reading = best(stated, fromText);
    int candidates = static_cast<int>(fromText.size());
    if (!stated.value.isEmpty() &&
        std::none_of(fromText.begin(), fromText.end(),
                     [&](const VinReading &other) { return other.value == stated.value; }))
        ++candidates;
    Outcome outcome;
    if (reading.value.isEmpty())
        outcome.kind = Outcome::Kind::KnownAbsent;
    outcome.metadata = evidence(reading, candidates);
    outcome.apply = [vehicleId = job.vehicleId, reading, now](db::Connection &connection, Outcome &self) {
        return storeVin(connection, vehicleId, reading, now, self);
    };
    return outcome;
}

} // namespace

void ExtractVin::start(const Job &job, Done done)
{
    ExtractionStep::start(job, [this, job, done](Outcome outcome) {
        const bool hasText = job.options.contains(QLatin1String("extra_text"));
        if (outcome.kind == Outcome::Kind::Skipped && hasText) {
            // Without a page, a text that holds no number says nothing about the listing.
            const Outcome fromText = outcomeFor(job, {}, m_services.now());
            done(fromText.kind == Outcome::Kind::Success ? fromText : outcome);
            return;
        }
        done(std::move(outcome));
    });
}

Outcome ExtractVin::take(const Job &job, const extract::Listing &listing)
{
    return outcomeFor(job, listing.vin, m_services.now());
}

} // namespace pipeline
