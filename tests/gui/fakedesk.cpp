// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"

#include "models/words.h"

#include <QPromise>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace {

template <typename T>
QFuture<core::Result<T>> ready(core::Result<T> answer)
{
    QPromise<core::Result<T>> promise;
    promise.start();
    promise.addResult(std::move(answer));
    promise.finish();
    return promise.future();
}

} // namespace

template <typename T>
static QFuture<core::Result<T>> answered(const std::optional<core::Error> &error, T value)
{
    return error ? ready<T>(core::Result<T>(*error)) : ready<T>(core::Result<T>(std::move(value)));
}

bool FakeDesk::matches(const db::FailureRow &row, const core::Filter &filter) const
{
    if (!row.failureTypes || (filter.type && !row.failureTypes.testFlag(*filter.type)))
        return false;
    if (filter.cause && row.lastCause != filter.cause)
        return false;
    if (filter.step && !(row.failureTypes & core::failureTypesOf(*filter.step)))
        return false;
    for (const QString &word : filter.text.split(u' ', Qt::SkipEmptyParts)) {
        if (!QString(models::vehicleName(row) + row.vin + row.discoveryUrl)
                 .contains(word, Qt::CaseInsensitive))
            return false;
    }
    return true;
}

QFuture<core::Result<db::FailurePage>> FakeDesk::failures(const db::FailurePageRequest &request)
{
    pageRequests.push_back(request);
    db::FailurePage page;
    for (size_t i = request.after.toULongLong(); i < rows.size(); ++i) {
        if (!matches(rows[i], request.filter))
            continue;
        if (page.rows.size() == static_cast<size_t>(request.limit)) {
            page.next = QString::number(i);
            break;
        }
        page.rows.push_back(rows[i]);
    }
    return answered(error, page);
}

QFuture<core::Result<std::vector<db::FailureRow>>> FakeDesk::failuresById(const QStringList &vehicleIds)
{
    std::vector<db::FailureRow> found;
    for (const db::FailureRow &row : rows) {
        if (vehicleIds.contains(row.vehicleId))
            found.push_back(row);
    }
    return answered(error, found);
}

QFuture<core::Result<db::FailureCounts>> FakeDesk::counts(const core::Filter &filter)
{
    db::FailureCounts counts;
    core::Filter anyType = filter;
    anyType.type.reset();
    core::Filter anyCause = filter;
    anyCause.cause.reset();
    std::map<core::Cause, qint64> byCause;
    std::map<core::FailureType, qint64> byType;
    counts.vehicles = static_cast<qint64>(rows.size());
    for (const db::FailureRow &row : rows) {
        counts.total += matches(row, filter) ? 1 : 0;
        for (const core::FailureType type : core::kAllFailureTypes)
            byType[type] += matches(row, anyType) && row.failureTypes.testFlag(type) ? 1 : 0;
        if (row.lastCause && matches(row, anyCause))
            ++byCause[*row.lastCause];
    }
    counts.byType.assign(byType.begin(), byType.end());
    counts.byCause.assign(byCause.begin(), byCause.end());
    return answered(error, counts);
}

QFuture<core::Result<db::VehicleDetail>> FakeDesk::vehicle(const QString &vehicleId)
{
    const auto found = details.find(vehicleId);
    if (found == details.end())
        return ready<db::VehicleDetail>(core::Error{core::ErrorCode::NotFound, u"No such vehicle."_s, {}});
    return answered(error, found->second);
}

QFuture<core::Result<std::vector<db::CauseRow>>> FakeDesk::causes(const core::Filter &)
{
    return answered(error, causeRows);
}

QFuture<core::Result<db::Stats>> FakeDesk::stats(int days)
{
    db::Stats answer = statsAnswer;
    if (answer.byDay.size() > static_cast<size_t>(days))
        answer.byDay.erase(answer.byDay.begin(), answer.byDay.end() - days);
    return answered(error, answer);
}

QFuture<core::Result<db::QueueStatus>> FakeDesk::queueStatus()
{
    return answered(error, queueNumbers);
}

QFuture<core::Result<std::vector<db::QueueRow>>> FakeDesk::queueRows(int)
{
    return answered(error, queue);
}

QFuture<core::Result<pipeline::Plan>> FakeDesk::plan(const pipeline::PlanRequest &request)
{
    planRequests.push_back(request);
    pipeline::Plan answer = planAnswer;
    answer.request = request;
    return answered(error, answer);
}

QFuture<core::Result<QString>> FakeDesk::startBatch(const pipeline::Plan &plan, int undoWindowSeconds)
{
    batches.emplace_back(plan, undoWindowSeconds);
    return answered(error, u"batch-%1"_s.arg(batches.size()));
}

QFuture<core::Result<void>> FakeDesk::cancelBatch(const QString &batchId)
{
    cancelledBatches += batchId;
    batchAnswer.id = batchId;
    batchAnswer.state = u"cancelled"_s;
    return error ? ready<void>(core::Result<void>(*error)) : ready<void>(core::Result<void>());
}

QFuture<core::Result<pipeline::BatchStatus>> FakeDesk::batch(const QString &)
{
    return answered(error, batchAnswer);
}

QString FakeDesk::exclusionText(pipeline::Exclusion exclusion) const
{
    return exclusion == pipeline::Exclusion::FinalCause ? u"the cause is final"_s : u"nothing is missing"_s;
}

QFuture<core::Result<pipeline::ImportSummary>> FakeDesk::import(const pipeline::ImportRequest &request)
{
    importRequests.push_back(request);
    for (const pipeline::ImportLine &line : importLines)
        emit importLine(line);
    if (!holdsImport)
        return answered(error, importAnswer);
    m_import = std::make_shared<QPromise<core::Result<pipeline::ImportSummary>>>();
    m_import->start();
    return m_import->future();
}

void FakeDesk::endImport()
{
    if (error)
        m_import->addResult(core::Result<pipeline::ImportSummary>(*error));
    else
        m_import->addResult(core::Result<pipeline::ImportSummary>(importAnswer));
    m_import->finish();
}

void FakeDesk::cancelImport()
{
    ++importCancels;
}

QFuture<core::Result<pipeline::ExportSummary>>
FakeDesk::exportFailures(const pipeline::ExportRequest &request)
{
    exportRequests.push_back(request);
    const auto count =
        request.vehicleIds.isEmpty() ? static_cast<qint64>(rows.size()) : request.vehicleIds.size();
    return answered(error, pipeline::ExportSummary{count, request.file, {}});
}

QStringList FakeDesk::exportColumns() const
{
    return {u"vehicle_id"_s, u"year"_s, u"make"_s, u"model"_s, u"vin"_s, u"last_cause"_s};
}

void FakeDesk::startWorker(const pipeline::WorkerOptions &)
{
    ++workerStarts;
    working = true;
}

void FakeDesk::stopWorker()
{
    ++workerStops;
    working = false;
}

TestSettings::TestSettings()
{
    reopen();
}

void TestSettings::reopen()
{
    m_settings.reset();
    m_settings = std::make_unique<gui::WindowSettings>(
        std::make_unique<QSettings>(m_folder.filePath(u"window.ini"_s), QSettings::IniFormat));
}

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
        desk.statsAnswer.byStep.push_back({step, 120, 110, 10});
    desk.queueNumbers = {204, 3, 12, 6, 1310, 840, 0};
    desk.statsAnswer.queue = desk.queueNumbers;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    desk.causeRows = {
        {core::Cause::ServerError, u"503"_s, u"The server answered 503."_s, 7, now.addDays(-2), now, {}},
        {core::Cause::NotFound, u"404"_s, u"The image was not found."_s, 3, now.addDays(-5), now, {}}};
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
            row.heldReason = u"bringatrailer.com pauses until 14:05"_s;
        desk.queue.push_back(row);
    }
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
    pipeline::PlanItem item{u"v0"_s, core::Step::BackfillImages, u"bringatrailer.com"_s, 4,
                            {},      u"1960 Porsche 911"_s};
    desk.planAnswer.items = {item};
    desk.planAnswer.excluded = {
        {u"v2"_s, core::Step::BackfillImages, pipeline::Exclusion::FinalCause, u"1962 Porsche Supra"_s}};
    desk.planAnswer.vehicles = 1;
    desk.planAnswer.requests = 4;
    desk.planAnswer.estimatedMs = 65000;
}
