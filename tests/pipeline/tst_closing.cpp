// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A workspace whose server says nothing any more is left at once, and what was being written is not torn.
#include "db/hangup.h"
#include "deskfixture.h"
#include "support/cutproxy.h"

#include <QDir>
#include <QElapsedTimer>
#include <QUrl>
#include <QUrlQuery>

#include <thread>

using namespace Qt::StringLiterals;
using dbtest::must;
using pipeline::Workspace;

namespace {

constexpr int kAtOnceMs = 1000;
constexpr int kClosedMs = 20'000; // far less than an answer may take

class TestClosing : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void whoWaitsForAnAnswerIsFreed();
    void whatHangsUpIsRolledBack();
    void aSilentServerIsLeftAtOnce();
    void aServerThatAnswersGetsTheWorkBack();

private:
    QString proxied() const
    {
        return u"postgresql://retrydesk@127.0.0.1:%1%2?sslmode=disable&gssencmode=disable"_s
            .arg(m_proxy->port())
            .arg(QUrl(m_rows->path()).path());
    }
    //! Nothing that is said arrives any more, either way.
    void silence() const
    {
        int muted = 0;
        const auto all = [&] {
            while (m_proxy->mute())
                ++muted;
            return muted >= 2; // the engine, and what looks for changes
        };
        if (!QTest::qWaitFor(all))
            throw std::runtime_error("there are no connections");
    }

    std::unique_ptr<dbtest::TestWorkspace> m_rows; // reached directly
    std::unique_ptr<testsupport::CutProxy> m_proxy;
};

void TestClosing::init()
{
    m_rows = std::make_unique<dbtest::TestWorkspace>();
    m_rows->run(u"INSERT INTO workspace_settings (key, value) VALUES ('images.store', ?)"_s,
                {m_rows->filePath(u"images"_s)});
    QDir(m_rows->filePath({})).mkpath(u"images"_s);
    const QString folder = QUrlQuery(QUrl(m_rows->path())).queryItemValue(u"host"_s);
    m_proxy = std::make_unique<testsupport::CutProxy>(folder + u"/.s.PGSQL.5432"_s);
}

void TestClosing::cleanup()
{
    Workspace::waitForClosed();
    m_proxy.reset();
    m_rows.reset();
}

void TestClosing::whoWaitsForAnAnswerIsFreed()
{
    const auto hangUp = std::make_shared<db::HangUp>();
    std::atomic<bool> waits = false;
    core::Result<void> slept;
    core::Result<void> again;
    std::thread waiting([&] {
        const auto connection = must(db::Connection::open(m_rows->path(), false, hangUp));
        waits = true;
        slept = connection->run(u"SELECT pg_sleep(30)"_s);
        again = connection->run(u"SELECT 1"_s);
    });
    const bool isThere = QTest::qWaitFor([&] {
        return waits &&
               m_rows->value(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"_s)
                       .toInt() == 1;
    });
    QElapsedTimer timer;
    timer.start();
    hangUp->hangUp();
    waiting.join();
    QVERIFY(isThere);
    QVERIFY2(timer.elapsed() < kAtOnceMs, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(slept.error().code, core::ErrorCode::Busy);
    QVERIFY2(again.error().message.contains(u"is being closed"_s), qPrintable(again.error().message));
}

void TestClosing::whatHangsUpIsRolledBack()
{
    const auto hangUp = std::make_shared<db::HangUp>();
    const auto connection = must(db::Connection::open(m_rows->path(), false, hangUp));
    const auto written = db::inTransaction(*connection, [&]() -> core::Result<void> {
        must(connection->run(u"INSERT INTO vehicles (id) VALUES ('v1')"_s));
        hangUp->hangUp();
        return connection->run(u"INSERT INTO vehicles (id) VALUES ('v2')"_s);
    });
    QVERIFY(!written);
    QCOMPARE(m_rows->value(u"SELECT count(*) FROM vehicles"_s).toInt(), 0);
}

void TestClosing::aSilentServerIsLeftAtOnce()
{
    auto workspace = must(Workspace::open(proxied()));
    workspace->watchChanges(50);
    workspace->startWorker({});
    QTRY_COMPARE(m_rows->value(u"SELECT count(*) FROM workers"_s).toInt(), 1);
    silence();
    const auto written = workspace->setSetting(u"net.per_host"_s, u"3"_s); // nobody hears it
    const auto read = workspace->counts({});

    QElapsedTimer timer;
    timer.start();
    Workspace::closeLater(std::move(workspace));
    QVERIFY2(timer.elapsed() < kAtOnceMs, qPrintable(QString::number(timer.elapsed())));
    Workspace::waitForClosed();
    QVERIFY2(timer.elapsed() < kClosedMs, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(written.isFinished() && read.isFinished());
    QCOMPARE(m_rows->value(u"SELECT count(*) FROM workspace_settings WHERE key = 'net.per_host'"_s).toInt(),
             0);
}

void TestClosing::aServerThatAnswersGetsTheWorkBack()
{
    auto workspace = must(Workspace::open(proxied()));
    workspace->watchChanges(50);
    workspace->startWorker({});
    QTRY_COMPARE(m_rows->value(u"SELECT count(*) FROM workers"_s).toInt(), 1);
    Workspace::closeLater(std::move(workspace));
    Workspace::waitForClosed();
    QCOMPARE(m_rows->value(u"SELECT count(*) FROM workers"_s).toInt(), 0); // it took its leave
}

} // namespace

QTEST_GUILESS_MAIN(TestClosing)
#include "tst_closing.moc"
