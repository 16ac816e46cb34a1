// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window asks of a large workspace: the first page of failures, the counts, a filter, one search.
// Prints milliseconds, the median of eleven runs; then a plan of all that is incomplete, once.
#include "core/settings.h"
#include "db/failurequery.h"
#include "db/migrator.h"
#include "ordie.h"
#include "pipeline/planner.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>

namespace {

double medianMs(const std::function<void()> &work)
{
    std::array<double, 11> runs{};
    for (double &run : runs) {
        QElapsedTimer timer;
        timer.start();
        work();
        run = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    }
    std::sort(runs.begin(), runs.end());
    return runs[runs.size() / 2];
}

//! One vehicle in four is incomplete; each has twelve wanted images.
void fill(db::Connection &connection, int vehicles)
{
    orDie(db::inTransaction(connection, [&]() -> core::Result<void> {
        auto statement = connection.prepare(QStringLiteral(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :vehicles) "
            "INSERT INTO vehicles (make, model, year, vin, sale_price, discovery_url, origin_metadata, "
            "created_at) "
            "SELECT 'Porsche', '911 ' || i, 1950 + i % 70, CASE WHEN i % 4 = 0 THEN NULL ELSE 'VIN' || i "
            "END, 10000 + i, "
            "'https://bringatrailer.com/listing/car-' || i, "
            "json_object('source', 'bringatrailer.com', 'image_extraction', json_object('status', "
            "'absent')), "
            "strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + i, 'unixepoch') FROM n"));
        if (!statement)
            return statement.error();
        return statement->bind(":vehicles", vehicles).exec();
    }));
}

void measure(int vehicles)
{
    const QTemporaryDir folder;
    const auto connection =
        orDie(db::Connection::open(folder.filePath(QStringLiteral("bench.retrydesk")), true));
    orDie(db::migrate(*connection));
    QElapsedTimer timer;
    timer.start();
    fill(*connection, vehicles);
    const double seconds = static_cast<double>(timer.elapsed()) / 1000;
    db::FailureQuery failures(*connection);
    db::FailurePageRequest page;
    db::FailurePageRequest filtered;
    filtered.filter.type = core::FailureType::MissingVin;
    core::Filter search;
    search.text = QStringLiteral("1964 porsche");
    std::printf("%9d vehicles  insert %6.1f s  first page %7.2f ms  counts %7.2f ms  filtered page %7.2f ms  "
                "filtered counts %7.2f ms  search counts %8.2f ms\n",
                vehicles, seconds, medianMs([&] { orDie(failures.page(page)); }),
                medianMs([&] { orDie(failures.counts({})); }),
                medianMs([&] { orDie(failures.page(filtered)); }),
                medianMs([&] { orDie(failures.counts(filtered.filter)); }),
                medianMs([&] { orDie(failures.counts(search)); }));
    timer.start();
    const auto plan = orDie(pipeline::makePlan(*connection, core::Settings(), pipeline::PlanRequest(),
                                               QDateTime::currentDateTimeUtc()));
    std::printf("%9d vehicles  plan of %zu steps in %lld ms\n", vehicles, plan.items.size(),
                static_cast<long long>(timer.elapsed()));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    for (const int vehicles : {1'000, 100'000, 1'000'000})
        measure(vehicles);
    return 0;
}
