// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"

#include "models/words.h"

using namespace Qt::StringLiterals;

db::FailureRow sampleRow(const QString &id, const QString &model)
{
    db::FailureRow row;
    row.vehicleId = id;
    row.year = 1990;
    row.make = u"Porsche"_s;
    row.model = model;
    row.vin = u"WP0CB2962LS471196"_s;
    row.discoveryUrl = u"https://bringatrailer.com/listing/%1"_s.arg(id);
    row.failureTypes = core::FailureType::PartialImages;
    row.expectedCount = 42;
    row.storedCount = 38;
    row.missingCount = 4;
    row.lastCause = core::Cause::ServerError;
    row.lastStep = core::Step::BackfillImages;
    row.attempts = 2;
    row.nextRetryAt = QDateTime::currentDateTimeUtc().addSecs(250);
    row.createdAt = QDateTime(QDate(2026, 2, 3), QTime(8, 30), Qt::UTC);
    return row;
}

db::BatchRow sampleBatch(const QString &id, db::BatchState state)
{
    db::BatchRow batch;
    batch.id = id;
    batch.kind = u"retry"_s;
    batch.reason = u"retry"_s;
    batch.state = state;
    batch.filter = u"step:backfill_images host:bringatrailer.com"_s;
    batch.planHash = QString(64, u'a');
    batch.actor = u"ada@desk"_s;
    batch.createdAt = QDateTime::currentDateTimeUtc().addSecs(-600);
    batch.planned = 10;
    batch.queued = 5;
    batch.retrying = 1;
    batch.succeeded = 3;
    batch.dead = 1;
    batch.held = 2;
    batch.imagesStored = 120;
    return batch;
}

static db::VehicleDetail sampleDetail(const db::FailureRow &row)
{
    db::VehicleDetail detail;
    detail.row = row;
    detail.title = models::vehicleName(row);
    detail.listingUrl = row.discoveryUrl;
    detail.source = u"bringatrailer.com"_s;
    detail.salePrice = 46500;
    detail.currency = u"USD"_s;
    detail.saleStatus = u"sold"_s;
    detail.mileage = 95000;
    detail.mileageUnit = u"mi"_s;
    for (const core::Step step : core::kAllSteps) {
        db::AttemptRow attempt;
        attempt.id = u"%1-%2"_s.arg(row.vehicleId, core::stepName(step));
        attempt.vehicleId = row.vehicleId;
        attempt.step = step;
        attempt.host = u"bringatrailer.com"_s;
        attempt.elapsedMs = 1830;
        attempt.createdAt = QDateTime::currentDateTimeUtc().addSecs(-3600);
        db::StepState state;
        state.step = step;
        if (step == core::Step::BackfillImages) {
            attempt.status = core::StepStatus::Failed;
            attempt.cause = row.lastCause;
            attempt.httpStatus = 503;
            attempt.errorMessage = u"The server answered 503 for 4 of 42 images."_s;
            state.missing = row.missingCount > 0;
            state.nextRetryAt = row.nextRetryAt;
            state.queueStatus = u"pending"_s;
        }
        state.last = attempt;
        detail.steps.push_back(state);
        detail.attempts.push_back(attempt);
    }
    for (int i = 0; i < row.expectedCount; ++i) {
        db::ImageItem image;
        image.sourceUrl =
            u"https://bringatrailer.com/wp-content/uploads/%1/%2.jpg"_s.arg(row.vehicleId).arg(i);
        image.state = i < row.storedCount ? db::ImageItem::State::Stored : db::ImageItem::State::Failed;
        if (i < row.storedCount) {
            image.width = 2048;
            image.height = 1365;
            image.fileSize = 412345 + i * 1000;
        } else {
            image.cause = row.lastCause;
            image.attempts = 2;
        }
        detail.images.push_back(image);
    }
    return detail;
}

static void fillStats(FakeDesk &desk)
{
    for (int i = 29; i >= 0; --i) {
        const qint64 all = 40 + (i * 37) % 61;
        const qint64 bad = (i * 13) % 17;
        desk.statsAnswer.byDay.push_back({QDate(2026, 3, 1).addDays(-i), all, all - bad, bad});
    }
    for (const core::Step step : core::kAllSteps)
        desk.statsAnswer.byStep.push_back({step, 120, 110, 10, 100, 85, 2, 25, 25 * 1'200'000});
    for (const db::DayStats &day : desk.statsAnswer.byDay) {
        const qint64 bad = day.failed / 2;
        if (day.date.day() % 3 > 0)
            desk.statsAnswer.byStepAndDay.push_back(
                {day.date, {core::Step::BackfillImages, 20, 20 - bad, bad, 15, 15 - bad, 1, 4, 4'000'000}});
    }
    desk.queueNumbers = {204, 3, 12, 5, 6, 1310, 840, 0, {}};
    desk.statsAnswer.queue = desk.queueNumbers;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    desk.causeRows = {{core::Cause::ServerError,
                       u"503"_s,
                       u"The server answered 503."_s,
                       7,
                       now.addDays(-2),
                       now,
                       {},
                       {},
                       {}},
                      {core::Cause::NotFound,
                       u"404"_s,
                       u"The image was not found."_s,
                       3,
                       now.addDays(-5),
                       now,
                       {},
                       {0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 0, 1, 3},
                       {}}};
    for (int i = 0; i < 6; ++i) {
        db::QueueRow row;
        row.id = u"q%1"_s.arg(i);
        row.vehicleId = u"v%1"_s.arg(i);
        row.vehicle = u"1990 Porsche 911 Carrera"_s;
        row.step = core::Step::BackfillImages;
        row.status = i == 0 ? u"running"_s : u"pending"_s;
        row.retryCount = i % 3;
        row.nextRetryAt = now.addSecs(i * 120);
        row.cause = core::Cause::ServerError;
        if (i == 3)
            row.heldReason = u"rate_limited"_s;
        desk.queue.push_back(row);
    }
}

static void fillHosts(FakeDesk &desk)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    db::HostRow row;
    row.host = u"cdn.example.org"_s;
    row.step = core::Step::BackfillImages;
    row.state = core::BreakerState::Open;
    row.openUntil = now.addSecs(270);
    row.reason = u"15 of the last 20 requests failed: HTTP 503."_s;
    row.trips = 2;
    row.requests = 20;
    row.failures = 15;
    row.waiting = 1310;
    desk.hostRows.push_back(row);
    row = {};
    row.host = u"bringatrailer.com"_s;
    row.requests = 204;
    row.failures = 3;
    row.waiting = 12;
    row.perHost = 2;
    row.rateFactor = 0.5;
    desk.hostRows.push_back(row);
    row.step = core::Step::BackfillImages;
    row.pausedUntil = now.addSecs(90);
    row.pauseReason = u"rate_limited"_s;
    desk.hostRows.push_back(row);
}

void fillWithSamples(FakeDesk &desk, int rows)
{
    const QStringList names{u"911 Carrera"_s, u"Scout 800B"_s, u"Supra Turbo"_s, u"300 SL Gullwing Coupe"_s};
    for (int i = 0; i < rows; ++i) {
        db::FailureRow row = sampleRow(u"v%1"_s.arg(i), names[i % names.size()]);
        row.year = 1960 + i % 50;
        if (i % 4 == 1) {
            row.failureTypes = core::FailureType::MissingVin | core::FailureType::MissingPrice;
            row.storedCount = row.expectedCount = 64;
            row.missingCount = 0;
            row.lastCause = core::Cause::ParseFailed;
            row.vin.clear();
        } else if (i % 4 == 2) {
            row.failureTypes = core::FailureType::MissingImages;
            row.storedCount = 0;
            row.missingCount = row.expectedCount = 88;
            row.lastCause = core::Cause::NotFound;
        } else if (i % 4 == 3) {
            row.failureTypes = core::FailureType::MissingImageUrls;
            row.expectedCount = row.storedCount = row.missingCount = 0;
            row.lastCause.reset();
            row.attempts = 0;
            row.nextRetryAt = {};
        }
        desk.rows.push_back(row);
        desk.details[row.vehicleId] = sampleDetail(row);
    }
    fillStats(desk);
    fillHosts(desk);
    pipeline::PlanItem item{u"v0"_s, core::Step::BackfillImages, u"bringatrailer.com"_s,
                            4,       core::Cause::ServerError,   u"1960 Porsche 911"_s};
    desk.planAnswer.items = {item};
    desk.planAnswer.byHost[item.host] = {1, 4, 65000};
    desk.planAnswer.excluded = {
        {u"v2"_s, core::Step::BackfillImages, pipeline::Exclusion::FinalCause, u"1962 Porsche Supra"_s}};
    desk.planAnswer.vehicles = 1;
    desk.planAnswer.requests = 4;
    desk.planAnswer.estimatedMs = 65000;
}
