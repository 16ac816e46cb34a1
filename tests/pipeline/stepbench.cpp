// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stepbench.h"

#include "db/pagestore.h"
#include "db/vehiclestore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <stdexcept>

namespace pipetest {

using namespace Qt::StringLiterals;
using namespace pipeline;
using core::Step;
using dbtest::must;

StepBench::StepBench(const testsupport::OriginOptions &origin) : fixture(origin)
{
    services.connection = rows.another();
    services.images = must(media::createImageStore({imageFolder()}));
    services.clock = [this] { return now; };
    services.random = [] { return 0.0; };
    services.workerName = u"bench"_s;
    net::FetchSettings fetch;
    fetch.allow = {u"127.0.0.0/8"_s};
    fetch.ratePerHost = 0;
    fetch.perHost = 8;
    fetch.timeoutMs = 3000;
    services.fetches = std::make_unique<net::FetchPool>(fetch, services.clock);
    m_reader = std::make_unique<PageReader>();
    m_writer = std::make_unique<ImageWriter>(services);
    m_fetch = std::make_unique<FetchListing>(services, *m_reader);
    m_data = std::make_unique<ExtractData>(services, *m_reader);
    m_images = std::make_unique<ExtractImages>(services, *m_reader);
    m_vin = std::make_unique<ExtractVin>(services, *m_reader);
    m_backfill = std::make_unique<BackfillImages>(services, *m_writer);
}

StepBench::~StepBench()
{
    services.fetches.reset(); // no callback reaches a runner that is gone
}

StepRunner &StepBench::runner(Step step)
{
    switch (step) {
    case Step::FetchListing:
        return *m_fetch;
    case Step::ExtractData:
        return *m_data;
    case Step::ExtractImages:
        return *m_images;
    case Step::ExtractVin:
        return *m_vin;
    case Step::BackfillImages:
        return *m_backfill;
    }
    throw std::runtime_error("no such step");
}

QString StepBench::placeholder(const QString &url)
{
    const QString canonical = url.endsWith(u'/') ? url.chopped(1) : url;
    return must(db::VehicleStore(*services.connection).insertPlaceholder(canonical, now));
}

QStringList StepBench::imageUrls(const testsupport::ListingPage &page) const
{
    QStringList urls;
    for (const QString &path : page.images)
        urls.append(fixture.origin.baseUrl() + path);
    return urls;
}

void StepBench::setWanted(const QString &vehicleId, const QStringList &urls)
{
    must(db::VehicleStore(*services.connection)
             .mergeMetadata(vehicleId, {{u"image_urls"_s, QJsonArray::fromStringList(urls)}}, now));
}

QString StepBench::wanting(const testsupport::ListingPage &page)
{
    const QString id = placeholder(page);
    setWanted(id, imageUrls(page));
    return id;
}

void StepBench::keepPage(const QString &vehicleId, const QByteArray &html)
{
    (void)must(db::PageStore(*services.connection)
                   .save(vehicleId, u"https://bringatrailer.com/listing/x"_s, html, "http", now));
}

void StepBench::keepPage(const QString &vehicleId, const testsupport::ListingPage &page)
{
    keepPage(vehicleId, page.html(fixture.origin.baseUrl()));
}

Job StepBench::lease(const QString &vehicleId, Step step, const QJsonObject &options, const QString &owner)
{
    db::QueueStore queue(*services.connection);
    db::QueueRequest request;
    request.vehicleId = vehicleId;
    request.step = step;
    request.reason = u"test"_s;
    request.at = now;
    request.options = options;
    request.priority = 1;
    (void)must(queue.enqueue(request, now));
    for (const Job &job : must(queue.claim({true, {}}, 1, owner, now, now.addSecs(60)))) {
        if (job.vehicleId == vehicleId && job.step == step)
            return job;
    }
    throw std::runtime_error("the step was not leased");
}

Outcome StepBench::outcomeOf(const Job &job)
{
    std::optional<Outcome> outcome;
    int answers = 0;
    runner(job.step).start(job, [&](Outcome said) {
        outcome = std::move(said);
        ++answers;
    });
    if (!QTest::qWaitFor([&] { return outcome.has_value(); }, 20'000) || answers != 1)
        throw std::runtime_error("the step does not end once");
    return *outcome;
}

core::Result<StepEvent> StepBench::end(const Job &job, const Outcome &outcome)
{
    return completeStep(services, job, outcome, now);
}

StepEvent StepBench::run(const QString &vehicleId, Step step, const QJsonObject &options)
{
    const Job job = lease(vehicleId, step, options);
    return must(end(job, outcomeOf(job)));
}

db::NewBatch StepBench::runningBatch() const
{
    db::NewBatch batch;
    batch.kind = u"retry"_s;
    batch.reason = u"retry"_s;
    batch.state = db::BatchState::Running;
    batch.startsAt = now;
    return batch;
}

QString StepBench::queueRow(const QString &vehicleId, Step step, const char *columns)
{
    return rows
        .rows(u"SELECT "_s + QLatin1String(columns) +
                  u" FROM scrape_retry_queue WHERE vehicle_id = ? AND step_name = ? "
                  "ORDER BY CASE WHEN status IN ('pending', 'running') THEN 0 ELSE 1 END, created_at DESC, "
                  "completed_at DESC"_s,
              {vehicleId, QString(core::stepName(step))})
        .value(0);
}

qint64 StepBench::attempts(const QString &vehicleId)
{
    if (vehicleId.isEmpty())
        return rows.value(u"SELECT count(*) FROM scrape_steps"_s).toLongLong();
    return rows.value(u"SELECT count(*) FROM scrape_steps WHERE vehicle_id = ?"_s, {vehicleId}).toLongLong();
}

} // namespace pipetest
