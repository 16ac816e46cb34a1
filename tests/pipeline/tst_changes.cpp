// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deskfixture.h"

#include "pipeline/changewatch.h"

#include <QSignalSpy>

using namespace pipetest;
using namespace Qt::StringLiterals;
using pipeline::ChangeWatch;
using pipeline::Workspace;

Q_DECLARE_METATYPE(db::BatchRow)

namespace {

constexpr int kLookMs = 5;

pipeline::Plan planOf(Workspace &workspace)
{
    return done(workspace.plan({}));
}

} // namespace

//! What one process writes is noticed by the others.
class TestChanges : public QObject
{
    Q_OBJECT

private slots:
    void nothingWrittenIsNothingTold();
    void whatIsWrittenIsTold_data();
    void whatIsWrittenIsTold();
    void manyWritesBetweenTwoLooksAreOneChange();
    void aBatchHeldUpElsewhereIsTold();
};

void TestChanges::nothingWrittenIsNothingTold()
{
    ON_SQLITE_ONLY(); // on a server other databases move the mark, too
    Desk desk;
    desk.rows().addVehicle(1);
    ChangeWatch watch(desk.path(), kLookMs);
    QSignalSpy changed(&watch, &ChangeWatch::changed);
    QSignalSpy looked(&watch, &ChangeWatch::looked);
    QTRY_VERIFY(looked.size() > 2);
    QCOMPARE(changed.size(), 1); // the first look
    done(desk->counts({}));
    done(desk->failures({}));
    const auto before = looked.size();
    QTRY_VERIFY(looked.size() > before + 2);
    QCOMPARE(changed.size(), 1);
}

void TestChanges::whatIsWrittenIsTold_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"a vehicle of another program", "an image of another program", "a batch",
                             "a setting", "a breaker", "a rule about a cause"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestChanges::whatIsWrittenIsTold()
{
    QFETCH(QString, what);
    Desk desk;
    const QString id = desk.rows().addVehicle(1);
    const auto other = must(Workspace::open(desk.path()));
    QSignalSpy changed(&desk.workspace(), &Workspace::changed);
    desk->watchChanges(kLookMs);
    QTRY_VERIFY(changed.size() > 0);
    const std::map<QString, std::function<void()>> writes = {
        {u"a vehicle of another program"_s, [&] { desk.rows().addVehicle(2); }},
        {u"an image of another program"_s, [&] { desk.rows().addImage(id, u"https://h/1.jpg"_s); }},
        {u"a batch"_s, [&] { done(other->startBatch(planOf(*other), {.undoWindowSeconds = 600})); }},
        {u"a setting"_s, [&] { done(other->setSetting(u"net.per_host"_s, u"3"_s)); }},
        {u"a breaker"_s, [&] { done(other->tripHost(u"h.test"_s, {}, {})); }},
        {u"a rule about a cause"_s, [&] {
             db::CauseRule rule;
             rule.fingerprint = u"f"_s;
             rule.reason = u"known"_s;
             (void)answer(other->ruleCause(rule));
             done(other->setPolicies({}));
         }}};
    const auto before = changed.size();
    writes.at(what)();
    QTRY_VERIFY(changed.size() > before);
}

void TestChanges::manyWritesBetweenTwoLooksAreOneChange()
{
    ON_SQLITE_ONLY();
    Desk desk;
    ChangeWatch watch(desk.path(), kLookMs);
    QSignalSpy changed(&watch, &ChangeWatch::changed);
    QSignalSpy looked(&watch, &ChangeWatch::looked);
    QTRY_VERIFY(looked.size() > 0);
    const auto before = changed.size();
    for (int i = 1; i <= 50;
         ++i) // this thread's event loop stands still meanwhile: one answer may be under way
        desk.rows().addVehicle(i);
    const auto lookedBefore = looked.size();
    QTRY_VERIFY(looked.size() > lookedBefore + 3);
    QVERIFY(changed.size() > before);
    QVERIFY2(changed.size() <= before + 2, qPrintable(QString::number(changed.size())));
}

void TestChanges::aBatchHeldUpElsewhereIsTold()
{
    Desk desk;
    desk.rows().addVehicle(1, {}, {{u"discovery_url"_s, u"https://h.test/1"_s}});
    const auto other = must(Workspace::open(desk.path()));
    desk->watchChanges(kLookMs);
    const QString id = done(desk->startBatch(planOf(desk.workspace()), {.undoWindowSeconds = 600}));
    QSignalSpy told(&desk.workspace(), &Workspace::batchChanged);
    done(other->cancelBatch(id));
    const auto isCancelled = [&] {
        return std::any_of(told.begin(), told.end(), [&](const QVariantList &signal) {
            const auto row = signal.at(0).value<db::BatchRow>();
            return row.id == id && row.state == db::BatchState::Cancelled;
        });
    };
    QTRY_VERIFY(isCancelled());
}

QTEST_GUILESS_MAIN(TestChanges)
#include "tst_changes.moc"
