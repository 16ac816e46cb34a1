// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace ctltest;
using namespace testsupport;

//! Circuit breakers and limits of hosts, seen and operated; what is held says until when and why.
class TestCtlHosts : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void holdsTheWorkOfATrippedHost();
    void tripsOneStepOnly();
    void closesByAProbe();
    void opensByItself();
    void setsLimits_data();
    void setsLimits();
    void namesHostsAsTheyAre_data();
    void namesHostsAsTheyAre();

private:
    void import(int images);
    QString host() const { return u"127.0.0.1:%1"_s.arg(m_fixture->origin.port()); }
    //! The gate of the origin for images.
    QJsonObject gate(const QString &step = u"backfill_images"_s);

    std::unique_ptr<OriginFixture> m_fixture;
    std::unique_ptr<Ctl> m_ctl;
};

void TestCtlHosts::init()
{
    m_fixture = std::make_unique<OriginFixture>();
    m_ctl = std::make_unique<Ctl>();
    m_ctl->create({u"retry.base_ms"_s, u"3600000"_s});
}

//! One vehicle; all of its images fail until the origin is mended.
void TestCtlHosts::import(int images)
{
    const ListingPage page = m_fixture->addListing(u"car"_s, images);
    for (const QString &image : page.images)
        m_fixture->origin.setFault(image, Fault::withStatus(500));
    const Run run = m_ctl->run(words("import --url") << m_fixture->origin.url(page.path()).toString());
    if (run.code != 1)
        throw std::runtime_error(QByteArray(run.err + run.out).toStdString());
    m_fixture->origin.log().clear();
}

QJsonObject TestCtlHosts::gate(const QString &step)
{
    for (const QJsonValue &item : m_ctl->json(words("hosts")).json().value("items"_L1).toArray()) {
        if (item["host"_L1].toString() == host() && item["step"_L1].toString() == step)
            return item.toObject();
    }
    return {};
}

void TestCtlHosts::holdsTheWorkOfATrippedHost()
{
    import(2);
    m_fixture->origin.clearFaults();
    const QDateTime before = QDateTime::currentDateTimeUtc();
    const Run tripped = m_ctl->json(words("hosts trip --for 30m") << host());
    QCOMPARE(tripped.code, 0);
    QCOMPARE(tripped.json().value("items"_L1).toArray().size(), 2); // for pages and for images
    const QJsonObject open = gate();
    QCOMPARE(open.value("state"_L1).toString(), u"open"_s);
    QCOMPARE(open.value("manual"_L1).toBool(), true);
    QCOMPARE(open.value("held"_L1).toInt(), 1);
    const QString until = open.value("open_until"_L1).toString();
    QVERIFY(before.secsTo(QDateTime::fromString(until, Qt::ISODateWithMs)) >= 1799);

    const Run retry = m_ctl->json(words("retry --all --wait --patience 0"));
    QCOMPARE(retry.code, 1);
    QCOMPARE(retry.json().value("held"_L1).toInt(), 1);
    const QJsonValue hold = retry.json().value("held_by"_L1).toArray().first();
    QCOMPARE(hold["host"_L1].toString(), host());
    QCOMPARE(hold["until"_L1].toString(), until);
    QVERIFY(!hold["reason"_L1].toString().isEmpty());
    const QJsonObject worker = m_ctl->json(words("worker --until-empty --patience 0")).json();
    QCOMPARE(worker.value("held"_L1).toInt(), 1);
    QCOMPARE(worker.value("held_by"_L1).toArray().size(), 1);
    QCOMPARE(m_ctl->json(words("queue")).json().value("held_by"_L1),
             QJsonValue(QJsonObject{{u"breaker_open"_s, 1}}));
    const Run text = m_ctl->run(words("worker --until-empty --patience 0"));
    QVERIFY2(text.out.contains(QByteArray("1 held until " + until.toUtf8())), text.out.constData());
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    // No attempt was used, and a reset lets it go on.
    QCOMPARE(m_ctl->number(u"SELECT count(*) FROM scrape_steps WHERE step_name = 'backfill_images'"_s), 1);
    QCOMPARE(m_ctl->run(words("hosts reset") << host()).code, 0);
    QCOMPARE(gate().value("state"_L1).toString(), u"closed"_s);
    QCOMPARE(m_ctl->run(words("worker --until-empty --patience 0")).code, 0);
    QCOMPARE(m_fixture->origin.requestCount(), 2);
}

void TestCtlHosts::tripsOneStepOnly()
{
    import(1);
    QCOMPARE(m_ctl->run(words("hosts trip --step backfill_images") << host()).code, 0);
    QCOMPARE(gate().value("state"_L1).toString(), u"open"_s);
    QVERIFY(gate().value("open_until"_L1).isNull()); // until it is reset
    QVERIFY(m_ctl->run(words("hosts")).out.contains("reset"));
    QCOMPARE(gate(u"fetch_listing"_s).value("state"_L1).toString(), u"closed"_s);
}

void TestCtlHosts::closesByAProbe()
{
    import(2);
    m_fixture->origin.clearFaults();
    QCOMPARE(m_ctl->run(words("hosts trip") << host()).code, 0);
    QCOMPARE(m_ctl->run(words("retry --all")).code, 0);
    QCOMPARE(m_ctl->run(words("hosts probe --step backfill_images") << host()).code, 0);
    QCOMPARE(m_ctl->run(words("worker --until-empty --patience 0")).code, 0);
    QCOMPARE(gate().value("state"_L1).toString(), u"closed"_s);
    QCOMPARE(m_fixture->origin.requestCount(), 2);
    // Where nothing is open there is nothing to probe.
    const Run again = m_ctl->run(words("hosts probe --step backfill_images") << host());
    QCOMPARE(again.code, 1);
    QCOMPARE(again.complaintAboutError(), QString());
}

void TestCtlHosts::opensByItself()
{
    m_ctl->set(u"breaker.min_requests"_s, u"5"_s);
    m_ctl->set(u"breaker.open_ms"_s, u"3600000"_s); // longer than an import waits for a held host
    import(8);
    const QJsonObject open = gate();
    QCOMPARE(open.value("state"_L1).toString(), u"open"_s);
    QCOMPARE(open.value("manual"_L1).toBool(), false);
    QCOMPARE(open.value("trips"_L1).toInt(), 1);
    QVERIFY2(open.value("reason"_L1).toString().contains(u"server_error"_s),
             qPrintable(open.value("reason"_L1).toString()));
}

void TestCtlHosts::setsLimits_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<int>("concurrency");
    QTest::addColumn<double>("rate");
    QTest::addColumn<bool>("own");
    QTest::newRow("requests at once, the rate stays") << u"--concurrency 2"_s << 2 << 3.5 << true;
    QTest::newRow("a rate, the requests at once stay") << u"--rate 0.5"_s << 7 << 0.5 << true;
    QTest::newRow("no limit of the rate") << u"--rate 0"_s << 7 << 0.0 << true;
    QTest::newRow("both") << u"--rate 9 --concurrency 1"_s << 1 << 9.0 << true;
    QTest::newRow("those of the workspace") << u"--default"_s << 4 << 5.0 << false;
}

void TestCtlHosts::setsLimits()
{
    QFETCH(QString, options);
    m_ctl->set(u"net.rate_per_host"_s, u"5"_s);
    // Before the host was ever asked.
    QCOMPARE(m_ctl->run(words("hosts set example.com --concurrency 7 --rate 3.5")).code, 0);
    QCOMPARE(m_ctl->run(words("hosts set example.com") + options.split(u' ')).code, 0);
    const QJsonArray hosts = m_ctl->json(words("hosts")).json().value("items"_L1).toArray();
    QFETCH(bool, own);
    QCOMPARE(hosts.size(), own ? 2 : 0); // with both steps, and forgotten when nothing is special about it
    for (const QJsonValue &host : hosts) {
        QTEST(host["concurrency"_L1].toInt(), "concurrency");
        QTEST(host["rate"_L1].toDouble(), "rate");
        QTEST(host["own_limits"_L1].toBool(), "own");
    }
}

void TestCtlHosts::namesHostsAsTheyAre_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("host");
    QTest::newRow("capitals") << u"EXAMPLE.com"_s << u"example.com"_s;
    QTest::newRow("the port of https") << u"example.com:443"_s << u"example.com"_s;
    QTest::newRow("the port of http") << u"example.com:80"_s << u"example.com"_s;
    QTest::newRow("another port") << u"example.com:8080"_s << u"example.com:8080"_s;
}

void TestCtlHosts::namesHostsAsTheyAre()
{
    QFETCH(QString, given);
    const Run run = m_ctl->json({u"hosts"_s, u"trip"_s, given});
    QCOMPARE(run.code, 0);
    QTEST(run.json().value("items"_L1).toArray().first()["host"_L1].toString(), "host");
}

QTEST_GUILESS_MAIN(TestCtlHosts)
#include "tst_ctlhosts.moc"
