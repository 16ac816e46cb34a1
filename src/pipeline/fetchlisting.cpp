// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/fetchlisting.h"

#include "db/pagestore.h"
#include "db/vehiclestore.h"
#include "extract/reader.h"
#include "pipeline/fetchgroup.h"

#include <QCryptographicHash>

namespace pipeline {

namespace {

using extract::Listing;
using extract::Refusal;

Outcome fromFetch(const net::FetchResult &result)
{
    Outcome outcome;
    outcome.host = result.host;
    outcome.httpStatus = result.status;
    outcome.bytes = result.bytes;
    outcome.elapsedMs = result.elapsedMs;
    outcome.retryAfterMs = result.retryAfterMs;
    if (result.heldUntil) {
        outcome.kind = Outcome::Kind::Held;
        outcome.heldUntil = *result.heldUntil;
        outcome.heldReason = result.heldReason;
        outcome.heldHost = result.heldHost;
    } else if (result.fault && result.fault->cause == core::Cause::Cancelled) {
        outcome.kind = Outcome::Kind::Cancelled;
    } else if (result.fault) {
        outcome.certificateRefused = result.fault->isCertificate;
        outcome.kind = Outcome::Kind::Failed;
        outcome.cause = result.fault->cause;
        outcome.message = result.fault->message;
    }
    return outcome;
}

bool isNoVehiclePage(const Refusal &refusal)
{
    return refusal.cause == core::Cause::NotAListing || refusal.cause == core::Cause::NotAVehicle;
}

core::Result<void> removePlaceholder(db::Connection &connection, const QString &vehicleId, Outcome &outcome)
{
    db::VehicleStore vehicles(connection);
    const auto vehicle = vehicles.byId(vehicleId);
    if (!vehicle)
        return vehicle.error();
    // One that an index page told facts of stays: its page may only be gone for a while.
    if (!*vehicle || !(*vehicle)->isPlaceholder() || !(*vehicle)->make.isEmpty() ||
        !(*vehicle)->model.isEmpty())
        return {};
    if (auto done = vehicles.removePlaceholder(vehicleId); !done)
        return done;
    const auto left = vehicles.byId(vehicleId);
    if (!left)
        return left.error();
    outcome.vehicleRemoved = !left->has_value();
    return {};
}

//! Keeps the page with the vehicle that it shows: the job's, or the known one with the same checked VIN.
core::Result<void> keepPage(db::Connection &connection, const QString &vehicleId, const QString &url,
                            const QByteArray &page, const Listing &listing, const QDateTime &now,
                            Outcome &outcome)
{
    db::VehicleStore vehicles(connection);
    const auto vehicle = vehicles.byId(vehicleId);
    if (!vehicle)
        return vehicle.error();
    if (!*vehicle)
        return core::Error{core::ErrorCode::NotFound, QStringLiteral("The vehicle is gone."), vehicleId};
    QString target = vehicleId;
    if ((*vehicle)->isPlaceholder() && listing.vin.kind == core::VinReading::Kind::Vin17) {
        const auto known = vehicles.idByVin(listing.vin.value);
        if (!known)
            return known.error();
        if (*known && **known != vehicleId) {
            target = **known;
            outcome.movedTo = target;
        } else if (!*known) {
            // Said at once, so that another listing of the same car, fetched right now, finds this vehicle.
            const auto said =
                vehicles.setVin(vehicleId, listing.vin.value, QStringLiteral("listing"), 1.0, now);
            if (!said && said.error().code != core::ErrorCode::Conflict) // a deleted vehicle may hold it
                return said;
        }
    }
    if (auto saved = db::PageStore(connection).save(target, url, page, "http", now); !saved)
        return saved.error();
    return outcome.movedTo.isEmpty() ? core::Result<void>() : vehicles.mergePlaceholder(vehicleId, target);
}

} // namespace

FetchListing::FetchListing(Services &services, PageReader &reader, QObject *parent)
    : QObject(parent), m_services(services), m_reader(reader)
{
}

void FetchListing::start(const Job &job, Done done)
{
    const auto vehicle = db::VehicleStore(*m_services.connection).byId(job.vehicleId);
    if (!vehicle) {
        done(Outcome::fromError(vehicle.error()));
        return;
    }
    if (!*vehicle || (*vehicle)->hidden || (*vehicle)->url.isEmpty()) {
        Outcome outcome;
        outcome.kind = Outcome::Kind::Skipped;
        outcome.message = *vehicle && !(*vehicle)->hidden ? tr("The vehicle has no listing URL.")
                                                          : tr("The vehicle was deleted or merged.");
        done(outcome);
        return;
    }
    const QString url = (*vehicle)->url;
    const auto sink = std::make_shared<net::MemorySink>(
        qMin<qint64>(extract::kMaxPageBytes, m_services.settings.number("net.max_bytes")));
    net::FetchRequest request;
    request.url = QUrl(url);
    request.accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1";
    request.sink = sink;
    request.lane = static_cast<int>(core::Step::FetchListing);
    if (job.isProbe)
        request.probeHost = job.host;
    const quint64 group = nextFetchGroup();
    const QString name = runName(job);
    m_groups.insert(name, group);
    const QString vehicleId = job.vehicleId;
    m_services.fetches->submit(request, group,
                               [this, name, vehicleId, url, sink, done](const net::FetchResult &result) {
                                   m_groups.remove(name);
                                   Outcome outcome = fromFetch(result);
                                   if (outcome.kind != Outcome::Kind::Success) {
                                       done(outcome);
                                       return;
                                   }
                                   outcome.metadata.insert(QStringLiteral("url"), url);
                                   pageArrived(vehicleId, url, sink->body(), outcome, done);
                               });
}

void FetchListing::pageArrived(const QString &vehicleId, const QString &url, const QByteArray &page,
                               const Outcome &fetched, const Done &done)
{
    const QString sha256 =
        QString::fromLatin1(QCryptographicHash::hash(page, QCryptographicHash::Sha256).toHex());
    m_reader.read(page, url, sha256,
                  [this, vehicleId, url, page, fetched, done](const PageReader::SharedReading &reading) {
                      Outcome outcome = fetched;
                      if (const auto *refusal = std::get_if<Refusal>(reading.get())) {
                          outcome.kind = Outcome::Kind::Failed;
                          outcome.cause = refusal->cause;
                          outcome.message = refusal->message;
                          outcome.metadata.insert(QStringLiteral("reason"), refusal->reason);
                          if (isNoVehiclePage(*refusal)) {
                              outcome.apply = [vehicleId](db::Connection &connection, Outcome &self) {
                                  return removePlaceholder(connection, vehicleId, self);
                              };
                          }
                      } else {
                          const QDateTime now = m_services.now();
                          outcome.apply = [vehicleId, url, page, reading, now](db::Connection &connection,
                                                                               Outcome &self) {
                              return keepPage(connection, vehicleId, url, page, std::get<Listing>(*reading),
                                              now, self);
                          };
                      }
                      done(outcome);
                  });
}

void FetchListing::cancel(const Job &job)
{
    const auto group = m_groups.constFind(runName(job));
    if (group != m_groups.constEnd())
        m_services.fetches->cancel(*group);
}

} // namespace pipeline
