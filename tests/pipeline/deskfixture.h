// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dbfixture.h"
#include "pipeline/workspace.h"

#include <QCoreApplication>
#include <QHash>
#include <QTest>

#include <memory>
#include <stdexcept>
#include <vector>

//! What the pipeline's tests share. Helpers throw std::runtime_error: a failed helper fails its test.
namespace pipetest {

using dbtest::must;
using Settings = QHash<QString, QString>;

constexpr int kPatienceMs = 20'000;

//! Runs the event loop until the future is finished.
template <typename T>
core::Result<T> answer(const QFuture<core::Result<T>> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, kPatienceMs))
        throw std::runtime_error("no answer");
    return future.result();
}

//! Its value; throws the message of an error.
template <typename T>
T done(const QFuture<core::Result<T>> &future)
{
    return must(answer(future));
}
inline void done(const QFuture<core::Result<void>> &future)
{
    must(answer(future));
}

//! Loopback is allowed, hosts have no rate, failures wait for half a minute.
Settings quickSettings();

//! What an import said.
struct Imported
{
    pipeline::ImportSummary summary;
    std::vector<pipeline::ImportLine> lines;
    std::optional<core::Error> error;

    //! The line whose URL ends so.
    const pipeline::ImportLine &line(const QString &urlEnd) const;
};

//! What a retry said.
struct Retried
{
    pipeline::Plan plan;
    pipeline::WorkerReport report;
    db::BatchRow batch;
};

//! A workspace with its image folder (unless the settings name a bucket) in a temporary folder, opened, and a
//! connection of its own to look at the rows.
class Desk
{
public:
    explicit Desk(const Settings &settings = quickSettings(), const core::Secrets &secrets = core::Secrets());
    ~Desk();

    pipeline::Workspace *operator->() const { return m_workspace.get(); }
    pipeline::Workspace &workspace() const { return *m_workspace; }
    dbtest::TestWorkspace &rows() { return m_rows; }
    QString path() const { return m_rows.path(); }
    QString imageFolder() const { return m_rows.filePath(QStringLiteral("images")); }
    QString filePath(const QString &name) const { return m_rows.filePath(name); }
    //! Writes a file beside the workspace and returns its path.
    QString write(const QString &name, const QByteArray &bytes) const;

    void close() { m_workspace.reset(); }
    void open();

    Imported import(const pipeline::ImportRequest &request);
    Imported importUrls(const QStringList &urls);
    //! Works everything off that is due now; failures keep their backoff.
    pipeline::WorkerReport work(pipeline::WorkerOptions options = {});
    //! Plans, starts the batch and works only it off.
    Retried retry(const pipeline::PlanRequest &request = {});

    qint64 count(const QString &sql, const QVariantList &values = {});
    QString vehicleByUrl(const QString &urlEnd);
    //! URLs that the vehicles want and have neither as a row nor as an alias, nor as a final failure unless
    //! asked for.
    QStringList missingUrls(bool withFinal = false);

    //! Compares rows and files: each image row has its file with those bytes, each file its row, and nothing
    //! temporary is left. Empty when all is well.
    QStringList imageProblems();

private:
    dbtest::TestWorkspace m_rows;
    core::Secrets m_secrets;
    std::unique_ptr<pipeline::Workspace> m_workspace;
};

//! The file names below a folder, relative, hidden ones too.
QStringList filesBelow(const QString &folder);

} // namespace pipetest
