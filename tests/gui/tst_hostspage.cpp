// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/hostspage.h"
#include "gui/icons.h"
#include "models/hostmodel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using Column = models::HostModel::Column;

namespace {

db::HostRow gate(core::BreakerState state)
{
    db::HostRow row;
    row.host = u"cdn.example.org"_s;
    row.step = core::Step::BackfillImages;
    row.state = state;
    row.requests = 20;
    row.failures = 15;
    row.waiting = 1200;
    if (state != core::BreakerState::Closed)
        row.reason = u"15 of 20 requests failed."_s;
    if (state == core::BreakerState::Open)
        row.openUntil = QDateTime::currentDateTimeUtc().addSecs(270);
    return row;
}

} // namespace

class TestHostsPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init() { m_desk = new FakeDesk; }
    void cleanup();
    void everyStateHasAWordAndItsButtons_data();
    void everyStateHasAWordAndItsButtons();
    void noHostIsASentence();
    void reasonsAreWords_data();
    void reasonsAreWords();
    void summaryCountsWhatIsHeld();
    void limitsAreShown_data();
    void limitsAreShown();
    void holdsForAsLongAsChosen_data();
    void holdsForAsLongAsChosen();
    void closesAndProbesTheSelectedStep();
    void setsLimitsOrTheDefault();
    void refreshesWhenAHostChanges();
    void errorsAreReported();

private:
    template <typename T>
    T *find(const char *name) const
    {
        T *found = m_page->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    void open();
    void select(int row);
    void click(const char *name) { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    bool isEnabled(const char *name) const { return find<QPushButton>(name)->isEnabled(); }
    QString summary() const { return find<QLabel>("hostsSummary")->text(); }
    QString cell(Column column) const
    {
        return find<QTableView>("hostTable")->model()->index(0, static_cast<int>(column)).data().toString();
    }

    FakeDesk *m_desk = nullptr;
    gui::HostsPage *m_page = nullptr;
};

void TestHostsPage::cleanup()
{
    delete m_page;
    m_page = nullptr;
    delete m_desk;
}

void TestHostsPage::open()
{
    m_page = new gui::HostsPage(m_desk);
    m_page->resize(1000, 400);
    m_page->show();
    m_page->reload();
    if (!QTest::qWaitFor([this] { return !summary().isEmpty(); }))
        qFatal("the page did not load");
}

void TestHostsPage::select(int row)
{
    auto *table = find<QTableView>("hostTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(row, 0)).center());
}

void TestHostsPage::everyStateHasAWordAndItsButtons_data()
{
    QTest::addColumn<core::BreakerState>("state");
    QTest::addColumn<bool>("isPaused");
    QTest::addColumn<bool>("isManual");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("until");
    QTest::addColumn<bool>("canClose");
    QTest::addColumn<bool>("canProbe");
    using core::BreakerState;
    QTest::newRow("closed: requests go through")
        << BreakerState::Closed << false << false << u"closed"_s << u"–"_s << false << false;
    QTest::newRow("paused because the host asked for it")
        << BreakerState::Closed << true << false << u"paused"_s << u"in 9 min"_s << true << false;
    QTest::newRow("open after failures")
        << BreakerState::Open << false << false << u"open"_s << u"in 4 min"_s << true << true;
    QTest::newRow("open by hand, for longer than the host's own pause")
        << BreakerState::Open << true << true << u"open by hand"_s << u"in 9 min"_s << true << true;
    QTest::newRow("half-open: a probe is under way already")
        << BreakerState::HalfOpen << false << false << u"half-open"_s << u"–"_s << true << false;
}

void TestHostsPage::everyStateHasAWordAndItsButtons()
{
    QFETCH(core::BreakerState, state);
    QFETCH(bool, isPaused);
    QFETCH(bool, isManual);
    db::HostRow row = gate(state);
    row.manual = isManual;
    if (isPaused)
        row.pausedUntil = QDateTime::currentDateTimeUtc().addSecs(570);
    m_desk->hostRows = {row};
    open();
    QTEST(cell(Column::State), "word");
    QTEST(cell(Column::Until), "until");
    QCOMPARE(cell(Column::Failed), u"75 %"_s);
    for (const char *name : {"holdHostButton", "closeHostButton", "probeHostButton", "hostLimitsButton"})
        QVERIFY2(!isEnabled(name), name); // nothing is selected
    select(0);
    QVERIFY(isEnabled("holdHostButton"));
    QVERIFY(isEnabled("hostLimitsButton"));
    QTEST(isEnabled("closeHostButton"), "canClose");
    QTEST(isEnabled("probeHostButton"), "canProbe");
}

void TestHostsPage::noHostIsASentence()
{
    open();
    QVERIFY2(summary().startsWith(u"No host was asked yet."_s), qPrintable(summary()));
}

void TestHostsPage::reasonsAreWords_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("text");
    QTest::newRow("of a breaker that opened")
        << u"12 of the last 20 requests failed, the last one with server_error"_s
        << u"12 of the last 20 requests failed, the last one with server error"_s;
    QTest::newRow("of a probe") << u"The probe failed with not_found"_s
                                << u"The probe failed with not found"_s;
    QTest::newRow("of a person") << u"they asked us to wait"_s << u"they asked us to wait"_s;
    QTest::newRow("none") << QString() << QString();
}

void TestHostsPage::reasonsAreWords()
{
    QFETCH(QString, reason);
    db::HostRow row = gate(core::BreakerState::Open);
    row.reason = reason;
    m_desk->hostRows = {row};
    open();
    QTEST(cell(Column::Reason), "text");
}

void TestHostsPage::summaryCountsWhatIsHeld()
{
    db::HostRow other = gate(core::BreakerState::Closed);
    other.host = u"bringatrailer.com"_s;
    m_desk->hostRows = {gate(core::BreakerState::Open), other};
    m_page = new gui::HostsPage(m_desk);
    QSignalSpy count(m_page, &gui::HostsPage::countChanged);
    m_page->reload();
    QTRY_COMPARE(count.count(), 1);
    QCOMPARE(count[0][0].toLongLong(), 1);
    QCOMPARE(summary(), u"Held at 1 of 2 hosts and steps: 1,200 retries"_s);
}

void TestHostsPage::limitsAreShown_data()
{
    QTest::addColumn<QString>("perHost"); // empty: the workspace's
    QTest::addColumn<QString>("rate");
    QTest::addColumn<double>("factor");
    QTest::addColumn<QString>("atOnce");
    QTest::addColumn<QString>("perSecond");
    QTest::newRow("the workspace's") << QString() << QString() << 1.0 << u"4"_s << u"5"_s;
    QTest::newRow("its own") << u"2"_s << u"0.5"_s << 1.0 << u"2"_s << u"0.5"_s;
    QTest::newRow("slowed down") << QString() << QString() << 0.5 << u"4"_s << u"2.5, slowed from 5"_s;
    QTest::newRow("without a limit") << QString() << u"0"_s << 1.0 << u"4"_s << u"no limit"_s;
    QTest::newRow("slowed down without a limit")
        << QString() << u"0"_s << 0.25 << u"4"_s << u"slowed to 25 %"_s;
}

void TestHostsPage::limitsAreShown()
{
    QFETCH(QString, perHost);
    QFETCH(QString, rate);
    QFETCH(double, factor);
    db::HostRow row = gate(core::BreakerState::Closed);
    if (!perHost.isEmpty())
        row.perHost = perHost.toInt();
    if (!rate.isEmpty())
        row.rate = rate.toDouble();
    row.rateFactor = factor;
    m_desk->hostRows = {row};
    open();
    QFETCH(QString, atOnce);
    QFETCH(QString, perSecond);
    QTRY_COMPARE(cell(Column::AtOnce), atOnce);
    QTRY_COMPARE(cell(Column::Rate), perSecond);
}

void TestHostsPage::holdsForAsLongAsChosen_data()
{
    QTest::addColumn<QString>("length");
    QTest::addColumn<bool>("allSteps");
    QTest::addColumn<QString>("call");
    QTest::newRow("an hour, this step")
        << u"1 hour"_s << false << u"tripHost cdn.example.org backfill_images 60"_s;
    QTest::newRow("a while, all steps") << u"15 minutes"_s << true << u"tripHost cdn.example.org all 15"_s;
    QTest::newRow("until somebody closes it")
        << u"until I close it"_s << false << u"tripHost cdn.example.org backfill_images reset"_s;
}

void TestHostsPage::holdsForAsLongAsChosen()
{
    QFETCH(QString, length);
    QFETCH(bool, allSteps);
    m_desk->hostRows = {gate(core::BreakerState::Closed)};
    open();
    select(0);
    click("holdHostButton");
    QTRY_VERIFY(find<QDialog>("holdHostDialog")->isVisible());
    find<QComboBox>("lengthCombo")->setCurrentText(length);
    find<QCheckBox>("allStepsCheck")->setChecked(allSteps);
    QVERIFY(m_desk->calls.isEmpty());
    m_desk->hostRows = {gate(core::BreakerState::Open)};
    click("okButton");
    QTRY_COMPARE(m_desk->calls.size(), 1);
    QTEST(m_desk->calls.front(), "call");
    QTRY_COMPARE(cell(Column::State), u"open"_s); // asked anew
}

void TestHostsPage::closesAndProbesTheSelectedStep()
{
    db::HostRow other = gate(core::BreakerState::Closed);
    other.step = core::Step::FetchListing;
    m_desk->hostRows = {other, gate(core::BreakerState::Open)};
    open();
    select(1);
    click("probeHostButton");
    click("closeHostButton");
    QCOMPARE(m_desk->calls, (QStringList{u"probeHost cdn.example.org backfill_images"_s,
                                         u"resetHost cdn.example.org backfill_images"_s}));
}

void TestHostsPage::setsLimitsOrTheDefault()
{
    db::HostRow row = gate(core::BreakerState::Closed);
    row.rate = 2;
    m_desk->hostRows = {row};
    open();
    QTRY_COMPARE(cell(Column::AtOnce), u"4"_s);
    select(0);
    click("hostLimitsButton");
    QTRY_VERIFY(find<QDialog>("hostLimitsDialog")->isVisible());
    QVERIFY(!find<QSpinBox>("perHostSpin")->isEnabled()); // the workspace's
    QCOMPARE(find<QSpinBox>("perHostSpin")->value(), 4);
    QCOMPARE(find<QDoubleSpinBox>("rateSpin")->value(), 2.0);
    find<QCheckBox>("defaultPerHostCheck")->setChecked(false);
    find<QSpinBox>("perHostSpin")->setValue(1);
    find<QCheckBox>("defaultRateCheck")->setChecked(true);
    click("okButton");
    QTRY_COMPARE(m_desk->calls, QStringList{u"setHostLimits cdn.example.org 1 default"_s});
}

void TestHostsPage::refreshesWhenAHostChanges()
{
    m_desk->hostRows = {gate(core::BreakerState::Closed)};
    open();
    m_page->hide(); // the count beside the page is kept, too
    m_desk->hostRows = {gate(core::BreakerState::Open)};
    QSignalSpy count(m_page, &gui::HostsPage::countChanged);
    emit m_desk->hostChanged(u"cdn.example.org"_s);
    QTRY_COMPARE(count.count(), 1);
    QCOMPARE(cell(Column::State), u"open"_s);
}

void TestHostsPage::errorsAreReported()
{
    m_desk->hostRows = {gate(core::BreakerState::Open)};
    open();
    select(0);
    QSignalSpy failed(m_page, &gui::HostsPage::failed);
    m_desk->error = core::Error{core::ErrorCode::Database, u"The database is locked."_s, {}};
    click("closeHostButton");
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].toString(), u"The database is locked."_s);
}

QTEST_MAIN(TestHostsPage)
#include "tst_hostspage.moc"
