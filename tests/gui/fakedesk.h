// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/desk.h"
#include "gui/shell.h"
#include "gui/windowsettings.h"

#include <QTemporaryDir>

#include <map>
#include <optional>

//! A workspace in memory: answers at once, remembers what it was asked, fails when told to.
class FakeDesk : public gui::Desk
{
    Q_OBJECT

public:
    using Desk::Desk;

    std::vector<db::FailureRow> rows;
    std::map<QString, db::VehicleDetail> details;
    std::vector<db::CauseRow> causeRows;
    std::vector<db::QueueRow> queue;
    db::QueueStatus queueNumbers;
    db::Stats statsAnswer;
    pipeline::Plan planAnswer;
    pipeline::ImportSummary importAnswer;
    std::vector<pipeline::ImportLine> importLines;
    db::BatchRow batchAnswer;
    std::vector<db::BatchRow> batchRows;
    std::map<QString, std::vector<db::BatchItemRow>> itemRows; //!< by batch
    std::vector<db::HostRow> hostRows;
    std::vector<db::AuditRow> auditRows;
    std::vector<db::WorkerRow> workerRows;
    core::PolicyTable policyTable;
    std::map<QString, QString> settings; //!< what is not in here has its default
    std::optional<core::Error> error;    //!< when set, every question is answered with it
    bool holdsImport = false;            //!< the import does not end before endImport()

    // What was asked
    std::vector<db::FailurePageRequest> pageRequests;
    std::vector<QStringList> rowRequests; //!< of failuresById()
    int countRequests = 0;
    int detailRequests = 0;
    int batchListRequests = 0;
    std::vector<pipeline::PlanRequest> planRequests;
    std::vector<pipeline::ExportRequest> exportRequests;
    std::vector<pipeline::ImportRequest> importRequests;
    std::vector<std::pair<pipeline::Plan, pipeline::BatchOptions>> startedBatches;
    QStringList cancelledBatches;
    QStringList calls; //!< what was done besides, as words: "pauseBatch b1"
    std::vector<db::CauseRule> rules;
    int importCancels = 0;
    int workerStarts = 0;
    int workerStops = 0;
    bool working = false;

    void endImport();

    QString path() const override { return QStringLiteral("/tmp/demo.retrydesk"); }
    QFuture<core::Result<db::FailurePage>> failures(const db::FailurePageRequest &request) override;
    QFuture<core::Result<std::vector<db::FailureRow>>> failuresById(const QStringList &vehicleIds) override;
    QFuture<core::Result<db::FailureCounts>> counts(const core::Filter &filter) override;
    QFuture<core::Result<db::VehicleDetail>> vehicle(const QString &vehicleId) override;
    QFuture<core::Result<std::vector<db::CauseRow>>> causes(const core::Filter &filter) override;
    QFuture<core::Result<db::Stats>> stats(int days) override;
    QFuture<core::Result<db::QueueStatus>> queueStatus() override;
    QFuture<core::Result<std::vector<db::QueueRow>>> queueRows(int limit) override;
    QFuture<core::Result<std::vector<db::WorkerRow>>> workers() override;
    QFuture<core::Result<pipeline::Plan>> plan(const pipeline::PlanRequest &request) override;
    QFuture<core::Result<QString>> startBatch(const pipeline::Plan &plan,
                                              const pipeline::BatchOptions &options) override;
    QFuture<core::Result<void>> cancelBatch(const QString &batchId) override;
    QFuture<core::Result<void>> pauseBatch(const QString &batchId) override;
    QFuture<core::Result<void>> resumeBatch(const QString &batchId) override;
    QFuture<core::Result<db::BatchRow>> batch(const QString &batchId) override;
    QFuture<core::Result<std::vector<db::BatchRow>>> batches(int limit) override;
    QFuture<core::Result<std::vector<db::BatchItemRow>>>
    batchItems(const QString &batchId, std::optional<db::BatchItemRow::State> state, int limit) override;
    QString exclusionText(pipeline::Exclusion exclusion) const override;
    QFuture<core::Result<std::vector<db::HostRow>>> hosts() override;
    QFuture<core::Result<void>> tripHost(const QString &host, std::optional<core::Step> step,
                                         const QDateTime &until) override;
    QFuture<core::Result<void>> resetHost(const QString &host, std::optional<core::Step> step) override;
    QFuture<core::Result<void>> probeHost(const QString &host, std::optional<core::Step> step) override;
    QFuture<core::Result<void>> setHostLimits(const QString &host, std::optional<int> perHost,
                                              std::optional<double> rate) override;
    QFuture<core::Result<core::PolicyTable>> policies() override;
    QFuture<core::Result<void>> setPolicies(const core::PolicyTable &policies) override;
    QFuture<core::Result<int>> ruleCause(const db::CauseRule &rule) override;
    QFuture<core::Result<int>> unruleCause(const QString &fingerprint) override;
    QFuture<core::Result<std::vector<db::AuditRow>>> audit(int limit) override;
    QFuture<core::Result<QString>> setting(const QString &key) override;
    QFuture<core::Result<void>> setSetting(const QString &key, const QString &value) override;
    QFuture<core::Result<pipeline::ImportSummary>> import(const pipeline::ImportRequest &request) override;
    void cancelImport() override;
    QFuture<core::Result<pipeline::ExportSummary>>
    exportFailures(const pipeline::ExportRequest &request) override;
    QStringList exportColumns() const override;
    void startWorker(const pipeline::WorkerOptions &options) override;
    void stopWorker() override;
    bool isWorking() const override { return working; }

private:
    //! Remembers what was done and answers it.
    QFuture<core::Result<void>> did(const QStringList &words);
    bool matches(const db::FailureRow &row, const core::Filter &filter) const;

    std::shared_ptr<QPromise<core::Result<pipeline::ImportSummary>>> m_import;
};

//! Answers file dialogs with the next file and remembers what was opened.
class FakeShell : public gui::Shell
{
public:
    void chooseFileToOpen(QWidget *, const QString &, const QString &, const Chosen &chosen,
                          const Cancelled &cancelled = {}) override
    {
        if (!file.isEmpty())
            chosen(file);
        else if (cancelled)
            cancelled();
    }
    void chooseFileToSave(QWidget *, const QString &, const QString &, const QString &,
                          const Chosen &chosen) override
    {
        if (!file.isEmpty())
            chosen(file);
    }
    void openUrl(const QUrl &url) override { opened += url; }

    QString file; //!< empty = the person cancels
    QList<QUrl> opened;
};

//! Window settings in a temporary file, empty at first.
class TestSettings
{
public:
    TestSettings();
    gui::WindowSettings &settings() { return *m_settings; }
    //! The same file opened anew, as after a restart.
    void reopen();
    //! The file itself.
    QByteArray bytes() const;

private:
    QTemporaryDir m_folder;
    std::unique_ptr<gui::WindowSettings> m_settings;
};

//! A vehicle that lacks 4 of 42 images.
db::FailureRow sampleRow(const QString &id, const QString &model = QStringLiteral("911 Carrera"));
//! A batch of 10 of which 4 are done and one failed.
db::BatchRow sampleBatch(const QString &id, db::BatchState state = db::BatchState::Running);
//! Rows, causes, queue and statistics of all kinds.
void fillWithSamples(FakeDesk &desk, int rows = 12);
