// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/samples.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSet>
#include <QTest>

using namespace ctltest;

//! A whole session as in the handbook: the demo origin fails on purpose, its log proves what was asked for.
class TestCtlSession : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void bringsExactlyWhatIsMissing();

private:
    void startOrigin();
    void heal();
    QStringList takeRequests();
    QSet<QString> missingImages() const;

    std::unique_ptr<Ctl> m_ctl;
    std::unique_ptr<QProcess> m_origin;
    QString m_base;
    qsizetype m_seen = 0; // lines of the log that were looked at
};

void TestCtlSession::init()
{
    m_ctl = std::make_unique<Ctl>();
    m_seen = 0;
}

void TestCtlSession::cleanup()
{
    if (m_origin) {
        m_origin->terminate();
        m_origin->waitForFinished();
    }
}

void TestCtlSession::startOrigin()
{
    m_origin = std::make_unique<QProcess>();
    m_origin->start(QStringLiteral(RETRYDESK_DEMO_ORIGIN),
                    {QStringLiteral("--exit-with-parent"), QStringLiteral("--image-size"),
                     QStringLiteral("96x64"), QStringLiteral("--log"), m_ctl->path(QStringLiteral("log")),
                     QStringLiteral("--urls"), m_ctl->path(QStringLiteral("urls")),
                     QStringLiteral("--seed-faults"), QStringLiteral("demo")});
    while (!m_origin->canReadLine()) {
        if (!m_origin->waitForReadyRead(10000))
            throw std::runtime_error("the demo origin did not start");
    }
    m_base = QString::fromUtf8(m_origin->readLine().trimmed()).section(u' ', -1);
}

void TestCtlSession::heal()
{
    QNetworkAccessManager network;
    const QNetworkRequest request(QUrl(m_base + QStringLiteral("/_origin/heal")));
    const std::unique_ptr<QNetworkReply> reply(network.post(request, QByteArray()));
    if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, 10000) ||
        reply->error() != QNetworkReply::NoError)
        throw std::runtime_error("the demo origin was not healed");
}

//! The paths that were asked for since the last call, with repetitions.
QStringList TestCtlSession::takeRequests()
{
    QFile log(m_ctl->path(QStringLiteral("log")));
    if (!log.open(QIODevice::ReadOnly))
        throw std::runtime_error("there is no log");
    const QList<QByteArray> lines = log.readAll().split('\n');
    QStringList paths;
    for (qsizetype i = m_seen; i < lines.size() - 1; ++i)
        paths.append(QJsonDocument::fromJson(lines.at(i)).object().value(QLatin1String("path")).toString());
    m_seen = lines.size() - 1;
    return paths;
}

//! What the vehicles want and neither have nor know by another name.
QSet<QString> TestCtlSession::missingImages() const
{
    QSet<QString> paths;
    for (const QVariant &url : m_ctl->column(
             QStringLiteral("SELECT w.value FROM vehicles v, json_each(v.origin_metadata, '$.image_urls') w "
                            "WHERE NOT EXISTS (SELECT 1 FROM vehicle_images i WHERE i.vehicle_id = v.id AND "
                            "i.source_url = w.value) "
                            "AND NOT EXISTS (SELECT 1 FROM image_aliases a WHERE a.vehicle_id = v.id AND "
                            "a.source_url = w.value)")))
        paths.insert(QUrl(url.toString()).path());
    return paths;
}

void TestCtlSession::bringsExactlyWhatIsMissing()
{
    startOrigin();
    m_ctl->create({QStringLiteral("retry.base_ms"), QStringLiteral("3600000"),
                   QStringLiteral("net.timeout_ms"), QStringLiteral("3000")});

    // The import brings what it can, and each step stands alone.
    const Run import = m_ctl->json(words("import --list urls"), 60000);
    QCOMPARE(import.code, 1);
    QCOMPARE(import.err, QByteArray());
    QCOMPARE(import.lines().size(), static_cast<qsizetype>(testsupport::sampleListings().size()));
    takeRequests();
    QVERIFY(m_ctl->number(QStringLiteral("SELECT count(*) FROM vehicle_images")) > 500);
    // Vehicles whose images failed have their data.
    QVERIFY(m_ctl->number(QStringLiteral("SELECT count(*) FROM scrape_failure_analysis WHERE failure_type IN "
                                         "('missing_images', 'partial_images') AND make IS NOT NULL")) > 5);

    const Run failures = m_ctl->json(words("failures"));
    const int incomplete = failures.json().value(QLatin1String("total")).toInt();
    QVERIFY(incomplete >= 10);
    const QJsonArray groups = m_ctl->json(words("causes")).json().value(QLatin1String("items")).toArray();
    QSet<QString> causes;
    for (const QJsonValue &group : groups)
        causes.insert(group[QLatin1String("cause")].toString());
    for (const char *cause :
         {"not_found", "server_error", "blocked", "truncated", "not_an_image", "parse_failed"})
        QVERIFY2(causes.contains(QLatin1String(cause)), cause);

    // While the origin is ill, a retry asks for nothing that is there and for nothing that is final.
    const QSet<QString> missing = missingImages();
    const QString hash = QStringLiteral("plan_hash");
    const Run preview = m_ctl->json(words("retry --step backfill_images --dry-run"));
    const Run first = m_ctl->json(words("retry --step backfill_images --wait --patience 0"), 60000);
    QCOMPARE(first.code, 1);
    QCOMPARE(first.json().value(hash), preview.json().value(hash));
    for (const QString &path : takeRequests())
        QVERIFY2(missing.contains(path) && !path.startsWith(QLatin1String("/listing/")), qPrintable(path));

    // Once it is healed, exactly the missing ones are asked for, each once.
    heal();
    const QSet<QString> left = missingImages();
    QVERIFY(left.size() > 20);
    const Run second =
        m_ctl->json(words("retry --step backfill_images --include-final --wait --patience 0"), 60000);
    QStringList asked = takeRequests();
    QCOMPARE(asked.removeDuplicates(), 0);
    QCOMPARE(QSet<QString>(asked.begin(), asked.end()), left);
    const QJsonValue images = second.json().value(QLatin1String("images"));
    QCOMPARE(images[QLatin1String("requested")].toInt(), asked.size());
    QCOMPARE(images[QLatin1String("stored")].toInt() + images[QLatin1String("skipped")].toInt(),
             asked.size());
    QCOMPARE(missingImages(), QSet<QString>());

    // Then the pages that failed; in the end only the listing without a gallery lacks something.
    QVERIFY(m_ctl->json(words("retry --all --include-final --wait --patience 0"), 60000).code <= 1);
    takeRequests();
    QCOMPARE(missingImages(), QSet<QString>());
    const Run rest = m_ctl->json(words("failures"));
    for (const QJsonValue &item : rest.json().value(QLatin1String("items")).toArray())
        QCOMPARE(item[QLatin1String("last_cause")].toString(), QStringLiteral("parse_failed"));
    QCOMPARE(rest.json().value(QLatin1String("total")).toInt(), 1);

    // A second retry asks for nothing.
    QVERIFY(m_ctl->run(words("retry --step backfill_images --include-final --wait")).code <= 1);
    QCOMPARE(m_ctl->run(words("worker --until-empty --patience 0")).code, 0);
    QCOMPARE(takeRequests(), QStringList());

    // A file for each row and nothing else, and the reports agree.
    int files = 0;
    QDirIterator walk(m_ctl->images(), QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        walk.next();
        ++files;
    }
    QCOMPARE(files, m_ctl->number(QStringLiteral("SELECT count(*) FROM vehicle_images")));
    QCOMPARE(m_ctl->json(words("export report.csv")).json().value(QLatin1String("rows")).toInt(), 1);
    const QJsonObject stats = m_ctl->json(words("stats --days 1")).json();
    QCOMPARE(stats.value(QLatin1String("queue"))[QLatin1String("running")].toInt(), 0);
    QVERIFY(stats.value(QLatin1String("by_day")).toArray().first()[QLatin1String("succeeded")].toInt() >= 10);
}

QTEST_GUILESS_MAIN(TestCtlSession)
#include "tst_ctlsession.moc"
