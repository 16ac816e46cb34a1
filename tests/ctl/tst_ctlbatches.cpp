// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"

#include "support/originfixture.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace ctltest;
using namespace testsupport;

//! A started plan can be watched, held up, taken back and tried out on a few; all of it is in the audit.
class TestCtlBatches : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void listsAndShowsBatches();
    void takesHowAnIdBegins();
    void takesABatchBackInItsWindow();
    void pausesAndResumes();
    void refusesWhatABatchCannotDo_data();
    void refusesWhatABatchCannotDo();
    void triesACanaryFirst_data();
    void triesACanaryFirst();
    void startsLater();
    void readsStoredPagesAgain();
    void queuesAReadingOnce();
    void plansByStepHostAndCause();
    void writesTheAudit();

private:
    //! Vehicles with one missing image each.
    void import(int count);
    QString retried(const QStringList &options);
    QJsonObject batch(const QString &id) { return m_ctl->json({u"batch"_s, u"show"_s, id}).json(); }

    std::unique_ptr<OriginFixture> m_fixture;
    std::unique_ptr<Ctl> m_ctl;
};

namespace {

QString field(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

int number(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toInt(-1);
}

QJsonArray items(const QJsonObject &object)
{
    return object.value("items"_L1).toArray();
}

} // namespace

void TestCtlBatches::init()
{
    m_fixture = std::make_unique<OriginFixture>();
    m_ctl = std::make_unique<Ctl>();
    m_ctl->create({u"retry.base_ms"_s, u"3600000"_s});
}

void TestCtlBatches::import(int count)
{
    for (int i = 0; i < count; ++i) {
        const ListingPage page = m_fixture->addListing(u"car-%1"_s.arg(i), 2);
        m_fixture->origin.setFault(page.images.at(0), Fault::withStatus(500));
    }
    m_ctl->write(u"urls"_s, m_fixture->origin.listingUrls().join(u'\n').toUtf8());
    const Run run = m_ctl->run(words("import --list urls"));
    if (run.code != 1)
        throw std::runtime_error(run.err.toStdString());
    m_fixture->origin.clearFaults();
    m_fixture->origin.log().clear();
}

//! Starts a batch and returns its id.
QString TestCtlBatches::retried(const QStringList &options)
{
    const Run run = m_ctl->json(words("retry --all") + options);
    const QString id = field(run.json(), "batch_id");
    if (id.isEmpty())
        throw std::runtime_error(QByteArray(run.err + run.out).toStdString());
    return id;
}

void TestCtlBatches::listsAndShowsBatches()
{
    import(3);
    const QString id = retried(words("--wait --patience 0"));
    const QJsonArray list = items(m_ctl->json(words("batch list")).json());
    QCOMPARE(list.size(), 2); // newest first
    QCOMPARE(field(list.at(0).toObject(), "batch_id"), id);
    QCOMPARE(field(list.at(1).toObject(), "kind"), u"import"_s);
    QCOMPARE(items(m_ctl->json(words("batch list --limit 1")).json()).size(), 1);

    const QJsonObject shown = m_ctl->json(words("batch show --items all --limit 2") << id).json();
    QCOMPARE(field(shown, "state"), u"done"_s);
    QCOMPARE(number(shown, "planned"), 3);
    QCOMPARE(number(shown, "done"), 3);
    QCOMPARE(number(shown, "succeeded"), 3);
    QCOMPARE(shown.value("images"_L1)["stored"_L1].toInt(), 3);
    QVERIFY(!field(shown, "finished_at").isEmpty());
    QCOMPARE(items(shown).size(), 2);
    QCOMPARE(
        mismatch(items(shown).first(), R"({"vehicle_id": "string", "vehicle": "string?", "step": "string",
        "state": "string", "cause": "string?", "message": "string?", "next_retry_at": "string?",
        "held_reason": "string?", "changes": {}})"),
        QString());
    QCOMPARE(items(m_ctl->json(words("batch show --items failed") << id).json()).size(), 0);
    // Those of the import say why they were taken over.
    const QString first = field(list.at(1).toObject(), "batch_id");
    const QJsonArray failed = items(m_ctl->json(words("batch show --items failed") << first).json());
    QCOMPARE(failed.size(), 3);
    QCOMPARE(failed.first()["cause"_L1].toString(), u"server_error"_s);
    QVERIFY(failed.first()["message"_L1].toString().contains(u"HTTP 500"_s));
    const Run text = m_ctl->run(words("batch show --items all") << id);
    QVERIFY2(text.out.contains("3 of 3 done: 3 succeeded"), text.out.constData());
    QVERIFY(!text.out.contains("%1"));
}

void TestCtlBatches::takesHowAnIdBegins()
{
    for (const char *id : {"aaaa1111-026c-43d0-8b67-863c19abac52", "aaaa2222-026c-43d0-8b67-863c19abac52"}) {
        m_ctl->execute(u"INSERT INTO retry_batches (id, kind, starts_at, created_at) VALUES ('%1', 'retry', "
                       "'2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')"_s.arg(QLatin1String(id)));
    }
    QCOMPARE(field(batch(u"AAAA2"_s), "batch_id").left(8), u"aaaa2222"_s);
    const Run several = m_ctl->run(words("batch cancel aaaa"));
    QCOMPARE(several.code, 2);
    QCOMPARE(several.complaintAboutError(), QString());
    QVERIFY(several.errorText().contains(u"More than one"_s));
    QCOMPARE(field(batch(u"aaaa1"_s), "state"), u"running"_s);
}

void TestCtlBatches::takesABatchBackInItsWindow()
{
    import(2);
    const QString times = u"SELECT next_retry_at FROM scrape_retry_queue ORDER BY 1"_s;
    const QVariantList before = m_ctl->column(times);
    const QString id = retried(words("--undo-window 600"));
    QCOMPARE(field(batch(id), "state"), u"waiting"_s);
    QCOMPARE(m_ctl->run(words("worker --until-empty --patience 0")).code, 1); // it is not time yet
    const Run cancelled = m_ctl->json(words("batch cancel") << id);
    QCOMPARE(cancelled.code, 0);
    QCOMPARE(field(cancelled.json(), "state"), u"cancelled"_s);
    QCOMPARE(number(cancelled.json(), "cancelled"), 2);
    // Everything is as it was: what the import will try again waits for its own time.
    QCOMPARE(m_ctl->column(times), before);
    QCOMPARE(m_fixture->origin.requestCount(), 0);
}

void TestCtlBatches::pausesAndResumes()
{
    import(2);
    const QString id = retried({});
    const Run paused = m_ctl->json(words("batch pause") << id);
    QCOMPARE(paused.code, 0);
    QCOMPARE(field(paused.json(), "state"), u"paused"_s);
    QVERIFY(field(paused.json(), "state_reason").startsWith(u"Paused by"_s));
    const Run worker = m_ctl->run(words("worker --until-empty --patience 0"));
    QCOMPARE(worker.code, 0); // nothing waits for it
    QVERIFY2(worker.out.contains("2 parked: their batch is paused"), worker.out.constData());
    QCOMPARE(m_fixture->origin.requestCount(), 0);
    const QJsonObject queue = m_ctl->json(words("queue")).json();
    QCOMPARE(number(queue, "parked"), 2);
    QCOMPARE(queue.value("parked_by"_L1), QJsonValue(QJsonObject{{u"batch_paused"_s, 2}}));

    QCOMPARE(field(m_ctl->json(words("batch resume") << id).json(), "state"), u"running"_s);
    QCOMPARE(m_ctl->run(words("worker --until-empty --patience 0")).code, 0);
    QCOMPARE(m_fixture->origin.requestCount(), 2);
    QCOMPARE(field(batch(id), "state"), u"done"_s);
}

void TestCtlBatches::refusesWhatABatchCannotDo_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("state");
    QTest::newRow("cancelled twice") << u"cancel"_s << u"cancel"_s << u"cancelled"_s;
    QTest::newRow("paused when cancelled") << u"cancel"_s << u"pause"_s << u"cancelled"_s;
    QTest::newRow("resumed when cancelled") << u"cancel"_s << u"resume"_s << u"cancelled"_s;
    QTest::newRow("paused twice") << u"pause"_s << u"pause"_s << u"paused"_s;
    QTest::newRow("resumed while it runs") << QString() << u"resume"_s << u"running"_s;
}

void TestCtlBatches::refusesWhatABatchCannotDo()
{
    QFETCH(QString, before);
    QFETCH(QString, command);
    QFETCH(QString, state);
    import(1);
    const QString id = retried({});
    if (!before.isEmpty())
        QCOMPARE(m_ctl->run({u"batch"_s, before, id}).code, 0);
    const Run run = m_ctl->run({u"batch"_s, command, id});
    QCOMPARE(run.code, 1);
    QCOMPARE(run.out, QByteArray());
    QCOMPARE(run.complaintAboutError(), QString());
    QVERIFY2(run.errorText().contains(state), run.err.constData());
    QCOMPARE(field(batch(id), "state"), state);
}

void TestCtlBatches::triesACanaryFirst_data()
{
    QTest::addColumn<int>("ill"); // of five
    QTest::addColumn<QString>("percent");
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("asked");
    QTest::newRow("enough succeed") << 0 << u"80"_s << u"done"_s << 5;
    QTest::newRow("too few succeed") << 5 << u"80"_s << u"paused"_s << 2;
    QTest::newRow("none is too few for any share") << 5 << u"1"_s << u"paused"_s << 2;
}

void TestCtlBatches::triesACanaryFirst()
{
    QFETCH(int, ill);
    QFETCH(QString, percent);
    QFETCH(QString, state);
    QFETCH(int, asked);
    import(5);
    for (int i = 0; i < ill; ++i)
        m_fixture->origin.setFault(m_fixture->origin.listings().at(static_cast<std::size_t>(i)).images.at(0),
                                   Fault::withStatus(500));
    const Run run =
        m_ctl->json(words("retry --all --wait --patience 0 --canary 2 --canary-percent") << percent);
    QCOMPARE(run.code, ill > 0 ? 1 : 0);
    QCOMPARE(number(run.json(), "planned"), 5);
    QCOMPARE(field(run.json(), "state"), state);
    QCOMPARE(m_fixture->origin.requestCount(), asked);
    if (state != u"paused"_s)
        return;
    QVERIFY2(field(run.json(), "state_reason").startsWith(u"Canary: 0 of 2 succeeded"_s),
             run.out.constData());
    const QString id = field(run.json(), "batch_id");
    QCOMPARE(items(m_ctl->json(words("batch show --items planned") << id).json()).size(), 3);
    // Mended, the rest goes on.
    m_fixture->origin.clearFaults();
    m_fixture->origin.log().clear();
    QCOMPARE(m_ctl->run(words("batch resume") << id).code, 0);
    m_ctl->run(words("worker --until-empty --patience 0"));
    QCOMPARE(m_fixture->origin.requestCount(), 3);
    QCOMPARE(number(batch(id), "succeeded"), 3);
}

void TestCtlBatches::startsLater()
{
    import(1);
    const QDateTime before = QDateTime::currentDateTimeUtc();
    const QJsonObject batch = m_ctl->json(words("retry --all --later +30m")).json();
    QCOMPARE(field(batch, "state"), u"waiting"_s);
    const QDateTime starts = QDateTime::fromString(field(batch, "starts_at"), Qt::ISODateWithMs);
    QVERIFY2(before.secsTo(starts) >= 1800 && before.secsTo(starts) < 1860,
             qPrintable(field(batch, "starts_at")));
    m_ctl->run(words("worker --until-empty --patience 0"));
    QCOMPARE(m_fixture->origin.requestCount(), 0);
}

void TestCtlBatches::readsStoredPagesAgain()
{
    ListingPage bare = m_fixture->addListing(u"bare"_s, 0);
    bare.galleryForm = GalleryForm::Absent;
    m_fixture->origin.addListing(bare);
    import(0);
    // The extractor that read the page is the newest one: there is nothing to gain.
    QCOMPARE(number(m_ctl->json(words("retry --improved")).json(), "planned"), 0);
    m_ctl->execute(u"UPDATE vehicle_steps SET extractor_version = 0 WHERE cause = 'parse_failed'"_s);
    const QJsonObject preview = m_ctl->json(words("retry --improved --dry-run")).json();
    QCOMPARE(number(preview, "planned"), 1);
    QCOMPARE(number(preview, "requests"), 0);
    const Run run = m_ctl->json(words("retry --improved --wait"));
    QCOMPARE(run.code, 1); // the page has no gallery, whoever reads it
    QCOMPARE(field(run.json(), "plan_hash"), field(preview, "plan_hash"));
    QCOMPARE(number(run.json(), "failed"), 1);
    QCOMPARE(field(batch(field(run.json(), "batch_id")), "reason"), u"scraper_improved"_s);
    QCOMPARE(number(m_ctl->json(words("retry --improved")).json(), "planned"), 0);
    QCOMPARE(m_fixture->origin.requestCount(), 0);
}

void TestCtlBatches::queuesAReadingOnce()
{
    ListingPage bare = m_fixture->addListing(u"bare"_s, 0);
    bare.galleryForm = GalleryForm::Absent;
    m_fixture->origin.addListing(bare);
    import(0);
    m_ctl->execute(u"UPDATE vehicle_steps SET extractor_version = 0 WHERE cause = 'parse_failed'"_s);
    QCOMPARE(number(m_ctl->json(words("retry --improved")).json(), "planned"), 1);
    m_ctl->run(words("worker --until-empty --patience 0"));
    QCOMPARE(m_ctl->number(u"SELECT count(*) FROM retry_batches WHERE reason = 'scraper_improved'"_s), 1);
}

void TestCtlBatches::plansByStepHostAndCause()
{
    import(2);
    m_ctl->set(u"net.rate_per_host"_s, u"0.5"_s);
    const QJsonObject plan = m_ctl->json(words("retry --all --dry-run")).json();
    const QString host = u"127.0.0.1:%1"_s.arg(m_fixture->origin.port());
    QCOMPARE(number(plan, "requests"), 2);
    QCOMPARE(number(plan, "estimated_seconds"), 4);
    QCOMPARE(plan.value("by_step"_L1),
             QJsonValue(QJsonArray{
                 QJsonObject{{u"step"_s, u"backfill_images"_s}, {u"items"_s, 2}, {u"requests"_s, 2}}}));
    QCOMPARE(plan.value("by_host"_L1),
             QJsonValue(QJsonArray{QJsonObject{
                 {u"host"_s, host}, {u"items"_s, 2}, {u"requests"_s, 2}, {u"estimated_seconds"_s, 4}}}));
    QCOMPARE(plan.value("by_cause"_L1),
             QJsonValue(QJsonArray{
                 QJsonObject{{u"cause"_s, u"server_error"_s}, {u"items"_s, 2}, {u"requests"_s, 2}}}));
}

void TestCtlBatches::writesTheAudit()
{
    import(1);
    const QString id = retried({});
    QCOMPARE(m_ctl->run(words("batch pause") << id).code, 0);
    QCOMPARE(m_ctl->run(words("batch cancel") << id).code, 0);
    const QJsonArray audit = items(m_ctl->json(words("audit --limit 3")).json());
    QStringList actions;
    for (const QJsonValue &line : audit) {
        actions.append(line["action"_L1].toString());
        QCOMPARE(line["batch_id"_L1].toString(), id);
        QVERIFY(line["actor"_L1].toString().contains(u'@'));
    }
    QCOMPARE(actions, words("batch.cancel batch.pause batch.start")); // newest first
    QCOMPARE(audit.last()["count"_L1].toInt(), 1);
    QCOMPARE(audit.last()["hash"_L1].toString().size(), 64);
    const Run text = m_ctl->run(words("audit"));
    QVERIFY2(text.out.contains("batch.cancel"), text.out.constData());
}

QTEST_GUILESS_MAIN(TestCtlBatches)
#include "tst_ctlbatches.moc"
