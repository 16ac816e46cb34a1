// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QSysInfo>
#include <QTest>

#include <csignal>

using namespace ctltest;
using namespace testsupport;

//! Processes that are stopped, killed or joined by others in the middle of their work.
class TestCtlStop : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void stopsGracefully_data();
    void stopsGracefully();
    void goesOnAfterAKill_data();
    void goesOnAfterAKill();
    void sharesTheWorkOfOneWorkspace_data();
    void sharesTheWorkOfOneWorkspace();
    void listsWhoWorks();
    void worksOnWhenNobodyReads();

private:
    bool waitForRequests(int count) const
    {
        return QTest::qWaitFor([&] { return m_fixture->origin.requestCount() >= count; }, 20000);
    }
    QVariantMap imagesAskedForTwice() const;

    std::unique_ptr<OriginFixture> m_fixture;
    std::unique_ptr<Ctl> m_ctl;
    QStringList m_images;
};

void TestCtlStop::init()
{
    m_fixture = std::make_unique<OriginFixture>();
    m_images.clear();
    for (int i = 0; i < 6; ++i)
        m_images += m_fixture->addListing(QStringLiteral("listing-%1").arg(i), 8).images;
    m_ctl = std::make_unique<Ctl>();
    m_ctl->create({QStringLiteral("queue.heartbeat_ms"), QStringLiteral("200"),
                   QStringLiteral("queue.lease_ms"), QStringLiteral("700")});
    m_ctl->write(QStringLiteral("urls"), m_fixture->origin.listingUrls().join(u'\n').toUtf8());
}

QVariantMap TestCtlStop::imagesAskedForTwice() const
{
    QVariantMap twice;
    for (const QString &image : m_images) {
        if (m_fixture->origin.requestCount(image) > 1)
            twice.insert(image, m_fixture->origin.requestCount(image));
    }
    return twice;
}

void TestCtlStop::stopsGracefully_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("signal");
    QTest::newRow("an import, SIGTERM") << "import --list urls" << SIGTERM;
    QTest::newRow("an import, Ctrl+C") << "import --list urls" << SIGINT;
    QTest::newRow("a retry, SIGTERM") << "retry --all --wait" << SIGTERM;
    QTest::newRow("a worker, Ctrl+C") << "worker" << SIGINT;
}

void TestCtlStop::stopsGracefully()
{
    QFETCH(QString, command);
    QFETCH(int, signal);
    if (!command.startsWith(QLatin1String("import"))) {
        QCOMPARE(m_ctl->run(words("import --list urls --no-images")).code, 0);
        if (command.startsWith(QLatin1String("worker")))
            QCOMPARE(m_ctl->run(words("retry --all")).code, 0);
    }
    // Some images come, some never do.
    for (qsizetype i = 4; i < m_images.size(); i += 8)
        m_fixture->origin.setFault(m_images.at(i), Fault::of(Fault::Kind::Hang));
    const int before = m_fixture->origin.requestCount();
    const auto process =
        m_ctl->start(words(qPrintable(command)) << QStringLiteral("--format") << QStringLiteral("json"));
    QVERIFY(waitForRequests(before + 20));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), signal), 0);
    const Run run = Ctl::finish(*process);
    QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(run.code, 1); // done, but not everything
    QVERIFY2(!run.lines().isEmpty(), run.out.constData());

    QCOMPARE(
        m_ctl->number(QStringLiteral("SELECT count(*) FROM scrape_retry_queue WHERE status = 'running'")), 0);
    // Who stops on request uses no attempt.
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM scrape_steps WHERE status = 'failed'")), 0);
    // Afterwards everything is brought, and what was there is not asked for again.
    m_fixture->origin.clearFaults();
    QVERIFY(m_ctl->run(words("worker --until-empty --patience 0")).code <= 1);
    QVERIFY(m_ctl->run(words("retry --all --wait --patience 0")).code <= 1);
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM vehicle_images")), m_images.size());
    QVERIFY(m_ctl->run(words("failures")).out.startsWith("Nothing"));
}

void TestCtlStop::goesOnAfterAKill_data()
{
    QTest::addColumn<int>("requests"); // killed when so many came
    QTest::addColumn<QString>("command");
    QTest::newRow("an import, then an import") << 3 << "import --list urls";
    QTest::newRow("images of an import, then an import") << 30 << "import --list urls";
    QTest::newRow("images of an import, then a worker") << 25 << "worker --until-empty";
}

void TestCtlStop::goesOnAfterAKill()
{
    QFETCH(int, requests);
    QFETCH(QString, command);
    m_fixture->origin.setFault(QStringLiteral("/wp-content/*"), Fault::delayed(20));
    const auto process = m_ctl->start(words("import --list urls"));
    QVERIFY(waitForRequests(requests));
    process->kill();
    Ctl::finish(*process);
    // At once: the leases of the dead are waited for.
    const Run run = m_ctl->run(words(qPrintable(command)), 60000);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(run.code, 0);
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM vehicles")), 6);
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM vehicle_images")), m_images.size());
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(DISTINCT source_url) FROM vehicle_images")),
             m_images.size());
    QVERIFY(m_ctl->run(words("failures")).out.startsWith("Nothing"));
}

void TestCtlStop::sharesTheWorkOfOneWorkspace_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::newRow("two workers") << "worker --until-empty --patience 1"
                                 << "worker --until-empty --patience 1";
    QTest::newRow("a worker and a retry") << "worker --until-empty --patience 1"
                                          << "retry --all --wait --patience 1";
    QTest::newRow("a worker and an import") << "worker --until-empty --patience 1"
                                            << "import --list urls";
}

void TestCtlStop::sharesTheWorkOfOneWorkspace()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    QCOMPARE(m_ctl->run(words("import --list urls --no-images")).code, 0);
    QCOMPARE(m_ctl->run(words("retry --all")).code, 0);
    m_fixture->origin.setFault(QStringLiteral("/wp-content/*"), Fault::delayed(30));
    const auto a = m_ctl->start(words(qPrintable(first)));
    const auto b = m_ctl->start(words(qPrintable(second)));
    const Run runA = Ctl::finish(*a, 60000);
    const Run runB = Ctl::finish(*b, 60000);
    QCOMPARE(runA.err, QByteArray());
    QCOMPARE(runB.err, QByteArray());
    QCOMPARE(runA.code, 0);
    QCOMPARE(runB.code, 0);
    QCOMPARE(imagesAskedForTwice(), QVariantMap());
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM vehicle_images")), m_images.size());
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM scrape_retry_queue "
                                          "WHERE status IN ('pending', 'running')")),
             0);
}

void TestCtlStop::listsWhoWorks()
{
    const auto listed = [this] { return m_ctl->json(words("workers")).json()[u"items"].toArray(); };
    QCOMPARE(listed(), QJsonArray());
    const auto worker = m_ctl->start(words("worker"));
    QTRY_COMPARE_WITH_TIMEOUT(listed().size(), 1, 20000);
    const QJsonObject row = listed().first().toObject();
    QCOMPARE(row[u"pid"].toInteger(), worker->processId());
    QCOMPARE(row[u"host"].toString(), QSysInfo::machineHostName());
    QVERIFY(row[u"alive"].toBool());
    QVERIFY(m_ctl->run(words("workers")).out.contains(row[u"version"].toString().toUtf8()));
    worker->terminate();
    QCOMPARE(Ctl::finish(*worker).code, 0);
    QCOMPARE(listed(), QJsonArray());
}

void TestCtlStop::worksOnWhenNobodyReads()
{
    // Like "import | head -1": the reader goes after the first line.
    const auto process = m_ctl->start(words("import --list urls"));
    while (!process->canReadLine())
        QVERIFY(process->waitForReadyRead(20000));
    process->closeReadChannel(QProcess::StandardOutput);
    const Run run = Ctl::finish(*process);
    QCOMPARE(run.code, 0);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(m_ctl->number(QStringLiteral("SELECT count(*) FROM vehicle_images")), m_images.size());
}

QTEST_GUILESS_MAIN(TestCtlStop)
#include "tst_ctlstop.moc"
