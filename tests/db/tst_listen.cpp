// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "db/queuestore.h"
#include "db/settingstore.h"
#include "dbfixture.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using dbtest::at;
using dbtest::must;
using dbtest::TestWorkspace;

//! What a connection hears of others, and what it does not: the queue is written too often to tell it all.
class TestListen : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void isHeardOncePerTransaction();
    void whatIsSetIsHeard();
    void aBatchThatGoesOnIsHeard();
    void claimsAndSignsOfLifeAreSilent();
    void aTransactionThatOnlyReadsUsesNoId();
    void whatOneDoesOneselfIsNotHeard();
    void hearsAgainInANewSession();
    void aSessionThatIsGoneIsLeftQuietly();
    void aStatementOfAReplacedSessionIsBusy();

private:
    //! What was heard since the last time. A last announcement says that nothing more comes.
    QStringList heard()
    {
        m_rows->run(u"NOTIFY retrydesk, 'end'"_s);
        (void)QTest::qWaitFor([&] { return m_heard.contains(u"end"_s); });
        QStringList all = std::exchange(m_heard, {});
        return all.takeLast() == u"end"_s ? all : QStringList(u"nothing is heard"_s);
    }

    //! Of the listener, which asks for nothing meanwhile; its process is gone then.
    void endSession()
    {
        const QStringList ended =
            m_rows->rows(u"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                         "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s);
        if (ended.size() != 1)
            throw std::runtime_error("there is not one other session");
    }

    std::unique_ptr<TestWorkspace> m_rows;
    std::unique_ptr<db::Connection> m_listener;
    QStringList m_heard;
};

void TestListen::init()
{
    m_listener.reset();
    m_rows = std::make_unique<TestWorkspace>();
    m_listener = m_rows->another();
    m_heard.clear();
    must(m_listener->listen(this, [this](const QString &what) { m_heard += what; }));
}

void TestListen::isHeardOncePerTransaction()
{
    must(db::inTransaction(m_rows->connection(), [&]() -> core::Result<void> {
        for (int i = 0; i < 50; ++i)
            m_rows->addQueued(m_rows->addVehicle(i), core::Step::FetchListing);
        return {};
    }));
    QCOMPARE(heard(), QStringList(u"work"_s));
}

void TestListen::whatIsSetIsHeard()
{
    must(db::SettingStore(m_rows->connection()).set(u"net.per_host"_s, u"3"_s));
    QCOMPARE(heard(), QStringList(u"options"_s));
}

void TestListen::aBatchThatGoesOnIsHeard()
{
    m_rows->run(u"INSERT INTO retry_batches (id, kind, state, starts_at, created_at) "
                "VALUES ('b', 'retry', 'paused', now(), now())"_s);
    m_rows->run(u"UPDATE retry_batches SET actor = ''"_s);
    QCOMPARE(heard(), QStringList());
    m_rows->run(u"UPDATE retry_batches SET state = 'running', settling = 1"_s);
    QCOMPARE(heard(), QStringList(u"work"_s));
    m_rows->run(u"UPDATE retry_batches SET settling = 0"_s); // its rows have followed
    QCOMPARE(heard(), QStringList(u"work"_s));
}

void TestListen::claimsAndSignsOfLifeAreSilent()
{
    m_rows->addQueued(m_rows->addVehicle(1), core::Step::FetchListing);
    QCOMPARE(heard(), QStringList(u"work"_s));
    db::QueueStore queue(m_rows->connection());
    const auto jobs = must(queue.claim({true, {}}, 10, u"w"_s, at(1), at(60)));
    QCOMPARE(jobs.size(), size_t(1));
    QCOMPARE(must(queue.heartbeat(jobs, at(2), at(61))), QStringList());
    QCOMPARE(heard(), QStringList());
}

//! Each id that is used wakes the windows that look whether something was written.
void TestListen::aTransactionThatOnlyReadsUsesNoId()
{
    db::Connection &connection = m_rows->connection();
    const auto isUnnamed = must(db::inTransaction(connection, [&]() -> core::Result<bool> {
        auto asked = connection.prepare(u"SELECT pg_current_xact_id_if_assigned() IS NULL"_s);
        if (!asked)
            return asked.error();
        const auto answers = asked->list([](const db::Statement &row) { return row.flag(0); });
        return answers ? core::Result<bool>(answers->size() == 1 && answers->front()) : answers.error();
    }));
    QVERIFY(isUnnamed);
}

void TestListen::whatOneDoesOneselfIsNotHeard()
{
    must(db::SettingStore(*m_listener).set(u"net.per_host"_s, u"3"_s));
    QCOMPARE(heard(), QStringList());
}

void TestListen::hearsAgainInANewSession()
{
    endSession();
    must(db::SettingStore(m_rows->connection()).set(u"net.per_host"_s, u"3"_s)); // is not heard
    must(m_listener->run(u"SELECT 1"_s)); // finds the session gone before it asks for anything
    QCOMPARE(heard(), (QStringList{u"options"_s, u"work"_s}));
    m_rows->run(u"NOTIFY retrydesk, 'work'"_s);
    QCOMPARE(heard(), QStringList(u"work"_s));
}

void TestListen::aSessionThatIsGoneIsLeftQuietly()
{
    QTest::failOnWarning(QRegularExpression(u"free statement|Invalid socket|still in use"_s));
    for (const QString &sql : {u"SELECT 1"_s, u"SELECT 2"_s})
        QVERIFY(must(must(m_listener->prepare(sql)).list([](const db::Statement &) { return 0; })).size() ==
                1);
    const db::Statement inUse = must(m_listener->prepare(u"SELECT 3"_s));
    endSession();
    QCoreApplication::processEvents(); // it sees the end first
    QCoreApplication::processEvents();
    must(m_listener->run(u"SELECT 1"_s));
    QCOMPARE(heard(), (QStringList{u"options"_s, u"work"_s}));
}

void TestListen::aStatementOfAReplacedSessionIsBusy()
{
    db::Statement kept = must(m_listener->prepare(u"SELECT 1"_s));
    endSession();
    must(m_listener->run(u"SELECT 2"_s));
    const auto done = kept.exec();
    QVERIFY(!done);
    QCOMPARE(done.error().code, core::ErrorCode::Busy);
}

QTEST_GUILESS_MAIN(TestListen)
#include "tst_listen.moc"
