// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "failuredata.h"

#include "core/clock.h"

#include <QJsonArray>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using core::Filter;
using core::Step;
using db::FailurePageRequest;
using db::FailureQuery;
using db::FailureRow;

namespace dbtest {

void addFailed(TestWorkspace &workspace, const QString &vehicle, const Failed &failed)
{
    workspace.run(u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, fingerprint, message, "
                  u"host, attempts, "
                  "last_attempt_at) VALUES (?, ?, 'failed', ?, ?, ?, ?, ?, ?)"_s,
                  {vehicle, QString(core::stepName(failed.step)), QString::fromLatin1(failed.cause),
                   QString::fromLatin1(failed.fingerprint), QString(u"why "_s + QLatin1String(failed.cause)),
                   QString::fromLatin1(failed.host), failed.attempts, core::toTimeText(at(failed.second))});
}

void fill(TestWorkspace &workspace, int vehicles, quint32 seed)
{
    QRandomGenerator random(seed);
    const QStringList makes = {u"Porsche"_s,       u"porsche"_s, u"Škoda"_s,
                               u"O'Brien \"X\""_s, u"日産"_s,    QString()};
    const char *causes[] = {"timeout", "not_found", "blocked", "parse_failed"};
    workspace.run(u"BEGIN"_s);
    for (int i = 1; i <= vehicles; ++i) {
        QVariantMap columns = {{u"make"_s, makes.at(random.bounded(6))},
                               {u"created_at"_s, core::toTimeText(at(random.bounded(20)))}};
        QJsonObject metadata = {{u"source"_s, random.bounded(2) ? u"bat_import"_s : u"dealer"_s}};
        if (random.bounded(2))
            columns.insert(u"vin"_s, u"VIN%1"_s.arg(i));
        if (random.bounded(2))
            columns.insert(u"sale_price"_s, 5);
        QJsonArray urls;
        for (int n = random.bounded(4); n > 0; --n)
            urls.append(QString::number(n));
        metadata.insert(u"image_urls"_s, urls);
        if (i % 11 == 0) {
            columns.insert({{u"vin"_s, u"VIN%1"_s.arg(i)}, {u"sale_price"_s, 5}});
            metadata = {{u"image_extraction"_s, QJsonObject{{u"status"_s, u"absent"_s}}}};
        }
        const QString id = workspace.addVehicle(i, metadata, columns);
        if (random.bounded(2))
            workspace.addImage(id, u"1"_s);
        if (random.bounded(3))
            addFailed(workspace, id,
                      {random.bounded(2) ? Step::FetchListing : Step::BackfillImages,
                       causes[random.bounded(4)], random.bounded(2) ? "f" : "g", random.bounded(3)});
        if (random.bounded(4) == 0)
            workspace.addQueued(id, Step::ExtractVin,
                                {{u"next_retry_at"_s, core::toTimeText(at(random.bounded(5)))}});
    }
    workspace.run(u"COMMIT"_s);
}

void addSix(TestWorkspace &workspace)
{
    const QJsonObject bat = {{u"source"_s, u"bat_import"_s}};
    workspace.addVehicle(1, bat,
                         {{u"make"_s, u"Porsche"_s},
                          {u"model"_s, u"911 Turbo"_s},
                          {u"year"_s, 1990},
                          {u"discovery_url"_s, u"https://www.bringatrailer.com/listing/one"_s}});
    workspace.addVehicle(2,
                         {{u"source"_s, u"dealer"_s}, {u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s, u"c"_s}}},
                         {{u"make"_s, u"ŠKODA"_s},
                          {u"vin"_s, u"TMB123"_s},
                          {u"sale_price"_s, 1},
                          {u"discovery_url"_s, u"https://dealer.example.com/x"_s}});
    workspace.addVehicle(3, {{u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s}}},
                         {{u"make"_s, u"Citroën"_s},
                          {u"sale_price"_s, 1},
                          {u"bat_auction_url"_s, u"https://bringatrailer.com/listing/three"_s}});
    workspace.addImage(u"v3"_s, u"a"_s);
    workspace.addVehicle(4, {{u"source"_s, u"bringatrailer.com"_s}, {u"image_urls"_s, QJsonArray{u"a"_s}}},
                         {{u"make"_s, u"100% 'Rod_"_s}, {u"vin"_s, u"X4"_s}, {u"sale_price"_s, 1}});
    workspace.addVehicle(5, {{u"image_extraction"_s, QJsonObject{{u"status"_s, u"absent"_s}}}},
                         {{u"make"_s, u"Complete Porsche"_s}, {u"vin"_s, u"X5"_s}, {u"sale_price"_s, 1}});
    workspace.addVehicle(6, {}, {{u"make"_s, u"Deleted Porsche"_s}, {u"deleted_at"_s, u"2026-01-01"_s}});
    addFailed(workspace, u"v1"_s, {Step::FetchListing, "timeout", "f1", 2, 10, "bringatrailer.com"});
    addFailed(workspace, u"v2"_s, {Step::BackfillImages, "not_found", "f2", 3, 20, "cdn.example.com:8080"});
    addFailed(workspace, u"v3"_s, {Step::BackfillImages, "timeout", "f3", 1, 30});
    addFailed(workspace, u"v5"_s, {Step::FetchListing, "timeout", "f1", 5, 40});
}

std::vector<FailureRow> allPages(FailureQuery &query, FailurePageRequest request)
{
    std::vector<FailureRow> rows;
    for (int page = 0; page < 10000; ++page) {
        const auto next = must(query.page(request));
        rows.insert(rows.end(), next.rows.begin(), next.rows.end());
        if (next.next.isEmpty())
            return rows;
        request.after = next.next;
    }
    fail({core::ErrorCode::Internal, u"the pages never end"_s, {}});
}

QStringList idsOf(const std::vector<FailureRow> &rows)
{
    QStringList ids;
    for (const FailureRow &row : rows)
        ids.append(row.vehicleId);
    return ids;
}

std::vector<FailureRow> matching(TestWorkspace &workspace, const Filter &filter)
{
    FailureQuery query(workspace.connection());
    FailurePageRequest request;
    request.filter = filter;
    request.limit = 64;
    return allPages(query, request);
}

} // namespace dbtest
