// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"

#include "core/settings.h"
#include "models/words.h"

#include <QFile>
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
    rowRequests.push_back(vehicleIds);
    std::vector<db::FailureRow> found;
    for (const db::FailureRow &row : rows) {
        if (vehicleIds.contains(row.vehicleId))
            found.push_back(row);
    }
    return answered(error, found);
}

QFuture<core::Result<db::FailureCounts>> FakeDesk::counts(const core::Filter &filter)
{
    ++countRequests;
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
    ++detailRequests;
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

QFuture<core::Result<std::vector<db::WorkerRow>>> FakeDesk::workers()
{
    return answered(error, workerRows);
}

QFuture<core::Result<pipeline::Plan>> FakeDesk::plan(const pipeline::PlanRequest &request)
{
    planRequests.push_back(request);
    pipeline::Plan answer = planAnswer;
    answer.request = request;
    return answered(error, answer);
}

QFuture<core::Result<QString>> FakeDesk::startBatch(const pipeline::Plan &plan,
                                                    const pipeline::BatchOptions &options)
{
    startedBatches.emplace_back(plan, options);
    return answered(error, u"batch-%1"_s.arg(startedBatches.size()));
}

QFuture<core::Result<void>> FakeDesk::cancelBatch(const QString &batchId)
{
    cancelledBatches += batchId;
    batchAnswer.id = batchId;
    batchAnswer.state = db::BatchState::Cancelled;
    return error ? ready<void>(core::Result<void>(*error)) : ready<void>(core::Result<void>());
}

QFuture<core::Result<void>> FakeDesk::did(const QStringList &words)
{
    calls += words.join(u' ');
    return error ? ready<void>(core::Result<void>(*error)) : ready<void>(core::Result<void>());
}

QFuture<core::Result<void>> FakeDesk::pauseBatch(const QString &batchId)
{
    return did({u"pauseBatch"_s, batchId});
}

QFuture<core::Result<void>> FakeDesk::resumeBatch(const QString &batchId)
{
    return did({u"resumeBatch"_s, batchId});
}

QFuture<core::Result<std::vector<db::BatchRow>>> FakeDesk::batches(int)
{
    ++batchListRequests;
    return answered(error, batchRows);
}

QFuture<core::Result<std::vector<db::BatchItemRow>>>
FakeDesk::batchItems(const QString &batchId, std::optional<db::BatchItemRow::State> state, int limit)
{
    std::vector<db::BatchItemRow> items;
    for (const db::BatchItemRow &item : itemRows[batchId]) {
        if ((!state || item.state == *state) && items.size() < static_cast<size_t>(limit))
            items.push_back(item);
    }
    return answered(error, items);
}

QFuture<core::Result<std::vector<db::HostRow>>> FakeDesk::hosts()
{
    return answered(error, hostRows);
}

static QString stepText(std::optional<core::Step> step)
{
    return step ? QString(core::stepName(*step)) : u"all"_s;
}

QFuture<core::Result<void>> FakeDesk::tripHost(const QString &host, std::optional<core::Step> step,
                                               const QDateTime &until)
{
    const auto minutes = (QDateTime::currentDateTimeUtc().secsTo(until) + 30) / 60;
    return did(
        {u"tripHost"_s, host, stepText(step), until.isValid() ? QString::number(minutes) : u"reset"_s});
}

QFuture<core::Result<void>> FakeDesk::resetHost(const QString &host, std::optional<core::Step> step)
{
    return did({u"resetHost"_s, host, stepText(step)});
}

QFuture<core::Result<void>> FakeDesk::probeHost(const QString &host, std::optional<core::Step> step)
{
    return did({u"probeHost"_s, host, stepText(step)});
}

QFuture<core::Result<void>> FakeDesk::setHostLimits(const QString &host, std::optional<int> perHost,
                                                    std::optional<double> rate)
{
    return did({u"setHostLimits"_s, host, perHost ? QString::number(*perHost) : u"default"_s,
                rate ? QString::number(*rate) : u"default"_s});
}

QFuture<core::Result<core::PolicyTable>> FakeDesk::policies()
{
    return answered(error, policyTable);
}

QFuture<core::Result<void>> FakeDesk::setPolicies(const core::PolicyTable &policies)
{
    if (!error)
        policyTable = policies;
    return did({u"setPolicies"_s});
}

QFuture<core::Result<int>> FakeDesk::ruleCause(const db::CauseRule &rule)
{
    rules.push_back(rule);
    return answered(error, 7);
}

QFuture<core::Result<int>> FakeDesk::unruleCause(const QString &fingerprint)
{
    calls += u"unruleCause "_s + fingerprint;
    return answered(error, 7);
}

QFuture<core::Result<std::vector<db::AuditRow>>> FakeDesk::audit(int)
{
    return answered(error, auditRows);
}

QFuture<core::Result<QString>> FakeDesk::setting(const QString &key)
{
    const auto found = settings.find(key);
    return answered(error, found != settings.end()
                               ? found->second
                               : QString::fromLatin1(core::findSetting(key)->defaultValue));
}

QFuture<core::Result<void>> FakeDesk::setSetting(const QString &key, const QString &value)
{
    if (!error)
        settings[key] = value;
    return did({u"setSetting"_s, key, value});
}

QFuture<core::Result<db::BatchRow>> FakeDesk::batch(const QString &)
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

QByteArray TestSettings::bytes() const
{
    QFile file(m_folder.filePath(u"window.ini"_s));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestSettings::reopen()
{
    m_settings.reset();
    m_settings = std::make_unique<gui::WindowSettings>(
        std::make_unique<QSettings>(m_folder.filePath(u"window.ini"_s), QSettings::IniFormat));
}
