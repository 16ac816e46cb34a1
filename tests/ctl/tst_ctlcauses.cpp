// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace ctltest;
using namespace testsupport;

//! What an operator decides about causes: rules for one fingerprint, policies for a whole cause.
class TestCtlCauses : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void countsEachDay();
    void ignoresACause();
    void endsACause();
    void setsAPolicy();
    void retriesAsThePolicySays();
    void takesPoliciesFromAFile();
    void refusesPoliciesThatAreNone_data();
    void refusesPoliciesThatAreNone();

private:
    void import();
    QJsonObject group()
    {
        return m_ctl->json(words("causes")).json().value("items"_L1).toArray().first().toObject();
    }
    QJsonObject policy(const QString &cause);

    std::unique_ptr<OriginFixture> m_fixture;
    std::unique_ptr<Ctl> m_ctl;
};

void TestCtlCauses::init()
{
    m_fixture = std::make_unique<OriginFixture>();
    m_ctl = std::make_unique<Ctl>();
    m_ctl->create({u"retry.base_ms"_s, u"3600000"_s});
}

//! Two vehicles that fail in the same way.
void TestCtlCauses::import()
{
    for (const char *slug : {"a", "b"})
        m_fixture->origin.setFault(m_fixture->addListing(QString::fromLatin1(slug), 2).images.at(0),
                                   Fault::withStatus(500));
    m_ctl->write(u"urls"_s, m_fixture->origin.listingUrls().join(u'\n').toUtf8());
    const Run run = m_ctl->run(words("import --list urls"));
    if (run.code != 1)
        throw std::runtime_error(QByteArray(run.err + run.out).toStdString());
    m_fixture->origin.clearFaults();
    m_fixture->origin.log().clear();
}

QJsonObject TestCtlCauses::policy(const QString &cause)
{
    for (const QJsonValue &item : m_ctl->json(words("policies list")).json().value("items"_L1).toArray()) {
        if (item["cause"_L1].toString() == cause)
            return item.toObject();
    }
    return {};
}

void TestCtlCauses::countsEachDay()
{
    import();
    m_ctl->execute(u"UPDATE cause_days SET day = date('now', '-3 days')"_s);
    const QJsonObject cause = group();
    const QJsonArray trend = cause.value("trend"_L1).toArray();
    QCOMPARE(trend.size(), 14);
    QCOMPARE(trend.at(10).toInt(), 2);
    QCOMPARE(cause.value("today"_L1).toInt(), 0);
    QCOMPARE(cause.value("last7"_L1).toInt(), 2);
    QVERIFY(cause.value("rule"_L1).isNull());
}

void TestCtlCauses::ignoresACause()
{
    import();
    const QString fingerprint = group().value("fingerprint"_L1).toString();
    const Run ignored = m_ctl->json({u"causes"_s, u"ignore"_s, fingerprint, u"--reason"_s,
                                     u"the site moves on Tuesday"_s, u"--until"_s, u"+7d"_s});
    QCOMPARE(ignored.code, 0);
    QCOMPARE(ignored.json().value("steps"_L1).toInt(), 2);
    const QJsonValue rule = group().value("rule"_L1);
    QCOMPARE(rule["action"_L1].toString(), u"ignore"_s);
    QCOMPARE(rule["reason"_L1].toString(), u"the site moves on Tuesday"_s);
    QVERIFY(!rule["until"_L1].isNull());
    QVERIFY(m_ctl->run(words("causes")).out.contains("the site moves on Tuesday"));
    QCOMPARE(m_ctl->json(words("queue")).json().value("parked_by"_L1),
             QJsonValue(QJsonObject{{u"cause_ignored"_s, 2}}));
    const QJsonObject plan = m_ctl->json(words("retry --all --wait --patience 0")).json();
    QCOMPARE(plan.value("planned"_L1).toInt(), 0);
    QCOMPARE(plan.value("excluded"_L1).toArray().first()["reason"_L1].toString(), u"ignored"_s);

    QCOMPARE(m_ctl->run({u"causes"_s, u"unrule"_s, fingerprint}).code, 0);
    QCOMPARE(m_ctl->json(words("queue")).json().value("parked"_L1).toInt(), 0);
    QCOMPARE(m_ctl->run(words("retry --all --wait --patience 0")).code, 0);
    QCOMPARE(m_fixture->origin.requestCount(), 2);
}

void TestCtlCauses::endsACause()
{
    import();
    const QString fingerprint = group().value("fingerprint"_L1).toString();
    const Run ended = m_ctl->json({u"causes"_s, u"final"_s, fingerprint, u"--reason"_s, u"gone"_s});
    QCOMPARE(ended.json().value("action"_L1).toString(), u"final"_s);
    QCOMPARE(group().value("rule"_L1)["action"_L1].toString(), u"final"_s);
    QCOMPARE(m_ctl->json(words("queue")).json().value("dead"_L1).toInt(), 2);
    QCOMPARE(m_ctl->json(words("retry --all --dry-run")).json().value("planned"_L1).toInt(), 0);
    QCOMPARE(m_ctl->run({u"causes"_s, u"unrule"_s, fingerprint}).code, 0);
    QCOMPARE(m_ctl->json(words("retry --all --dry-run")).json().value("planned"_L1).toInt(), 2);
}

void TestCtlCauses::setsAPolicy()
{
    const Run set = m_ctl->json(words("policies set timeout base_ms=500 factor=1.5"));
    QCOMPARE(set.code, 0);
    QCOMPARE(policy(u"timeout"_s), set.json().value("items"_L1).toArray().first().toObject());
    QCOMPARE(policy(u"timeout"_s).value("base_ms"_L1).toInt(), 500);
    QCOMPARE(policy(u"timeout"_s).value("factor"_L1).toDouble(), 1.5);
    QVERIFY(policy(u"timeout"_s).value("edited"_L1).toBool());
    // An empty value takes back what is built in; one bad field keeps all as it was.
    QCOMPARE(m_ctl->run(words("policies set timeout base_ms=")).code, 0);
    QVERIFY(policy(u"timeout"_s).value("base_ms"_L1).isNull());
    QCOMPARE(m_ctl->run(words("policies set timeout base_ms=7 factor=99")).code, 2);
    QVERIFY(policy(u"timeout"_s).value("base_ms"_L1).isNull());
    QCOMPARE(m_ctl->run(words("policies set dns retry=never")).code, 0);
    QCOMPARE(m_ctl->run(words("policies reset timeout")).code, 0);
    QVERIFY(!policy(u"timeout"_s).value("edited"_L1).toBool());
    QVERIFY(policy(u"dns"_s).value("edited"_L1).toBool());
    QCOMPARE(m_ctl->run(words("policies reset")).code, 0);
    QVERIFY(!policy(u"dns"_s).value("edited"_L1).toBool());
}

void TestCtlCauses::retriesAsThePolicySays()
{
    QCOMPARE(m_ctl->run(words("policies set server_error retry=never")).code, 0);
    import();
    const QJsonObject queue = m_ctl->json(words("queue")).json();
    QCOMPARE(queue.value("dead"_L1).toInt(), 2);
    QCOMPARE(queue.value("pending"_L1).toInt(), 0);
}

void TestCtlCauses::takesPoliciesFromAFile()
{
    QCOMPARE(m_ctl->run(words("policies set blocked max_attempts=2")).code, 0);
    const Run written = m_ctl->json(words("policies export p.csv"));
    QCOMPARE(written.code, 0);
    QCOMPARE(written.json().value("rows"_L1).toInt(), 25);
    QCOMPARE(written.json().value("file"_L1).toString(), m_ctl->path(u"p.csv"_s));
    QCOMPARE(m_ctl->run(words("policies reset")).code, 0);
    QCOMPARE(m_ctl->run(words("policies import p.csv")).code, 0);
    QCOMPARE(policy(u"blocked"_s).value("max_attempts"_L1).toInt(), 2);
    // A file that cannot be written is the environment's fault.
    const Run nowhere = m_ctl->run(words("policies export absent/p.csv"));
    QCOMPARE(nowhere.code, 3);
    QCOMPARE(nowhere.complaintAboutError(), QString());
}

void TestCtlCauses::refusesPoliciesThatAreNone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("named");
    QTest::newRow("an unknown cause in the third line")
        << QByteArray("cause,retry\ntimeout,never\nrain,never\n") << u"Line 3"_s;
    QTest::newRow("a value out of range") << QByteArray("cause,jitter\n\ntimeout,7\n") << u"Line 3"_s;
    QTest::newRow("an unknown column") << QByteArray("cause,colour\n") << u"Line 1"_s;
    QTest::newRow("a cause that is named twice")
        << QByteArray("cause,retry\ntimeout,never\ntimeout,once\n") << u"Line 3"_s;
    QTest::newRow("no header") << QByteArray("timeout,never\n") << u"Line 1"_s;
    QTest::newRow("nothing at all") << QByteArray() << u"header"_s;
    QTest::newRow("a picture") << QByteArray("\xff\xd8\xff\xe0\0\x10JFIF", 10) << u"header"_s;
    QTest::newRow("far too much") << QByteArray(2 * 1024 * 1024, '#') << u"1 MB"_s;
}

void TestCtlCauses::refusesPoliciesThatAreNone()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, named);
    QCOMPARE(m_ctl->run(words("policies set dns max_attempts=9")).code, 0);
    m_ctl->write(u"p.csv"_s, bytes);
    const Run run = m_ctl->run(words("policies import p.csv"));
    QCOMPARE(run.code, 2);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(run.complaintAboutError(), QString());
    QVERIFY2(run.errorText().contains(named), run.err.constData());
    QCOMPARE(policy(u"dns"_s).value("max_attempts"_L1).toInt(), 9);
    QCOMPARE(policy(u"timeout"_s).value("retry"_L1).toString(), u"backoff"_s);
}

QTEST_GUILESS_MAIN(TestCtlCauses)
#include "tst_ctlcauses.moc"
