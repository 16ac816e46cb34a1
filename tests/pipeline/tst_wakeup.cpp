// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deskfixture.h"
#include "support/originfixture.h"

using namespace Qt::StringLiterals;
using pipeline::Workspace;
using pipetest::Desk;
using pipetest::done;
using testsupport::OriginFixture;

//! A worker that polls once an hour hears from PostgreSQL what others queue, resume and set.
class TestWakeUp : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void queuedWorkWakesAWorker();
    void aResumedBatchWakesAWorker();
    void aWorkerThatLostItsSessionLooksWhenItIsBack();

private:
    //! Starts the worker of the desk; returns when it has found everything there is to do.
    void startWorker();
    //! Plans the images of a new vehicle, as another process that does not work. Returns the batch.
    QString plan(const QString &name, bool start);
    bool isDone(const QString &batch) { return done(m_other->batch(batch)).state == db::BatchState::Done; }

    std::unique_ptr<OriginFixture> m_fixture;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<Workspace> m_other;
};

void TestWakeUp::init()
{
    m_other.reset();
    m_desk.reset();
    m_fixture = std::make_unique<OriginFixture>();
    pipetest::Settings settings = pipetest::quickSettings();
    settings.insert(u"queue.poll_ms"_s, u"3600000"_s);
    m_desk = std::make_unique<Desk>(settings);
    m_other = dbtest::must(Workspace::open(m_desk->path()));
}

QString TestWakeUp::plan(const QString &name, bool start)
{
    pipeline::ImportRequest request;
    request.urls = {m_fixture->origin.baseUrl() + m_fixture->addListing(name, 1).path()};
    request.images = false;
    done(m_other->import(request));
    pipeline::BatchOptions options;
    options.start = start;
    return done(m_other->startBatch(done(m_other->plan({})), options));
}

void TestWakeUp::startWorker()
{
    const QString first = plan(u"first"_s, true); // whoever starts looks once
    (*m_desk)->startWorker({});
    if (!QTest::qWaitFor([&] { return isDone(first); }, pipetest::kPatienceMs))
        throw std::runtime_error("the worker does not begin");
}

void TestWakeUp::queuedWorkWakesAWorker()
{
    startWorker();
    const QString second = plan(u"second"_s, true);
    QTRY_VERIFY_WITH_TIMEOUT(isDone(second), pipetest::kPatienceMs);
}

void TestWakeUp::aResumedBatchWakesAWorker()
{
    startWorker();
    const QString second = plan(u"second"_s, false);
    done(m_other->resumeBatch(second));
    QTRY_VERIFY_WITH_TIMEOUT(isDone(second), pipetest::kPatienceMs);
}

void TestWakeUp::aWorkerThatLostItsSessionLooksWhenItIsBack()
{
    startWorker();
    const QString second = plan(u"second"_s, false);
    m_desk->rows().rows(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s);
    QVERIFY(QTest::qWaitFor([&] { return pipetest::answer(m_other->resumeBatch(second)).hasValue(); },
                            pipetest::kPatienceMs));
    const auto ended = [&] {
        const auto batch = pipetest::answer(m_other->batch(second)); // its readers lost theirs, too
        return batch && batch->state == db::BatchState::Done;
    };
    QTRY_VERIFY_WITH_TIMEOUT(ended(), pipetest::kPatienceMs);
}

QTEST_GUILESS_MAIN(TestWakeUp)
#include "tst_wakeup.moc"
