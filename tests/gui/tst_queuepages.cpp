// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesk.h"
#include "gui/dashboardpage.h"
#include "gui/icons.h"
#include "gui/queuepage.h"
#include "gui/successchart.h"

#include <QBarSet>
#include <QChart>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QStackedBarSeries>
#include <QTableWidget>
#include <QTest>

using namespace Qt::StringLiterals;

//! The pages Queue and Dashboard, without a window around them.
class TestQueuePages : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void switchShowsWhetherRetriesAreAutomatic_data();
    void switchShowsWhetherRetriesAreAutomatic();
    void switchSetsTheWorkspace();
    void switchGoesBackOnAnError();
    void onHoldHasATile();
    void stepsHaveRates_data();
    void stepsHaveRates();
    void stepWithoutAttemptsHasNoRate();
    void chartOfOneStep();
    void stepWithoutDaysSpeaks();

private:
    template <typename T>
    T *find(const char *name) const
    {
        T *found = m_page->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    template <typename Page>
    void open()
    {
        auto *page = new Page(m_desk);
        m_page.reset(page);
        page->resize(900, 600);
        page->show();
        page->reload();
    }
    QCheckBox *sweep() const { return find<QCheckBox>("sweepCheck"); }
    void clickSweep() { QTest::mouseClick(sweep(), Qt::LeftButton, {}, QPoint(8, sweep()->height() / 2)); }
    double barsOfTheChart() const;

    FakeDesk *m_desk = nullptr;
    std::unique_ptr<QWidget> m_page;
};

void TestQueuePages::init()
{
    m_desk = new FakeDesk;
    fillWithSamples(*m_desk, 0);
}

void TestQueuePages::cleanup()
{
    m_page.reset();
    delete m_desk;
}

double TestQueuePages::barsOfTheChart() const
{
    double sum = 0;
    for (const QAbstractSeries *series : find<gui::SuccessChart>("successChart")->chart()->series()) {
        if (const auto *bars = qobject_cast<const QStackedBarSeries *>(series)) {
            for (const QBarSet *set : bars->barSets())
                sum += set->sum();
        }
    }
    return sum;
}

void TestQueuePages::switchShowsWhetherRetriesAreAutomatic_data()
{
    QTest::addColumn<QString>("value"); // empty: the default
    QTest::addColumn<bool>("isOn");
    QTest::addColumn<QString>("sentence");
    const QString on = u"What failed is tried again by itself when it is due."_s;
    QTest::newRow("on when nobody said anything") << QString() << true << on;
    QTest::newRow("on") << u"1"_s << true << on;
    QTest::newRow("off") << u"0"_s << false << u"What failed waits until you retry it or switch this on."_s;
}

void TestQueuePages::switchShowsWhetherRetriesAreAutomatic()
{
    QFETCH(QString, value);
    QFETCH(bool, isOn);
    QFETCH(QString, sentence);
    if (!value.isEmpty())
        m_desk->settings[u"sweep.enabled"_s] = value;
    open<gui::QueuePage>();
    QVERIFY(!sweep()->isEnabled()); // not known yet
    QTRY_VERIFY(sweep()->isEnabled());
    QCOMPARE(sweep()->isChecked(), isOn);
    QCOMPARE(find<QLabel>("sweepText")->text(), sentence);
}

void TestQueuePages::switchSetsTheWorkspace()
{
    open<gui::QueuePage>();
    QTRY_VERIFY(sweep()->isEnabled());
    clickSweep();
    QCOMPARE(m_desk->calls, QStringList{u"setSetting sweep.enabled 0"_s});
    QTRY_VERIFY(sweep()->isEnabled());
    QVERIFY(!sweep()->isChecked());
    QVERIFY(find<QLabel>("sweepText")->text().startsWith(u"What failed waits"_s));
}

void TestQueuePages::switchGoesBackOnAnError()
{
    open<gui::QueuePage>();
    QTRY_VERIFY(sweep()->isEnabled());
    QSignalSpy failed(static_cast<gui::QueuePage *>(m_page.get()), &gui::QueuePage::failed);
    m_desk->error = core::Error{core::ErrorCode::Database, u"The database is locked."_s, {}};
    clickSweep();
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 1000);
    m_desk->error.reset();
    static_cast<gui::QueuePage *>(m_page.get())->reload();
    QTRY_VERIFY(sweep()->isEnabled());
    QVERIFY(sweep()->isChecked());
}

void TestQueuePages::onHoldHasATile()
{
    open<gui::QueuePage>();
    QTRY_COMPARE(find<QLabel>("tile_parked")->text(), u"5"_s);
}

void TestQueuePages::stepsHaveRates_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("text");
    QTest::newRow("of all attempts") << u"Success rate"_s << u"91.7 %"_s;
    QTest::newRow("of first attempts") << u"First try"_s << u"85.0 %"_s;
    QTest::newRow("of what ended") << u"In the end"_s << u"98.2 %"_s;
    QTest::newRow("time until it went well") << u"Recovery"_s << u"20 min"_s;
}

void TestQueuePages::stepsHaveRates()
{
    QFETCH(QString, header);
    open<gui::DashboardPage>();
    auto *steps = find<QTableWidget>("stepStatsTable");
    QTRY_COMPARE(steps->rowCount(), 5);
    int column = 0;
    while (column < steps->columnCount() && steps->horizontalHeaderItem(column)->text() != header)
        ++column;
    QVERIFY(column < steps->columnCount());
    QTEST(steps->item(0, column)->text(), "text");
}

void TestQueuePages::stepWithoutAttemptsHasNoRate()
{
    m_desk->statsAnswer.byStep = {db::StepStats{}};
    open<gui::DashboardPage>();
    auto *steps = find<QTableWidget>("stepStatsTable");
    QTRY_COMPARE(steps->rowCount(), 1);
    for (int column = 4; column < steps->columnCount(); ++column)
        QCOMPARE(steps->item(0, column)->text(), u"–"_s);
}

void TestQueuePages::chartOfOneStep()
{
    const QDate day = m_desk->statsAnswer.byDay.back().date;
    m_desk->statsAnswer.byDay = {{day.addDays(-1), 50, 40, 10}, {day, 50, 40, 10}};
    m_desk->statsAnswer.byStepAndDay = {{day, {core::Step::BackfillImages, 7, 5, 2, 0, 0, 0, 0, 0}},
                                        {day, {core::Step::FetchListing, 30, 30, 0, 0, 0, 0, 0, 0}}};
    open<gui::DashboardPage>();
    QTRY_COMPARE(barsOfTheChart(), 100.0);
    find<QComboBox>("stepCombo")->setCurrentText(u"images"_s);
    QCOMPARE(barsOfTheChart(), 7.0);
    find<QComboBox>("stepCombo")->setCurrentText(u"all steps"_s);
    QCOMPARE(barsOfTheChart(), 100.0);
}

void TestQueuePages::stepWithoutDaysSpeaks()
{
    open<gui::DashboardPage>();
    QTRY_VERIFY(find<gui::SuccessChart>("successChart")->isVisible());
    find<QComboBox>("stepCombo")->setCurrentText(u"VIN"_s);
    QVERIFY(find<QLabel>("noStatsLabel")->isVisible());
    QCOMPARE(find<QLabel>("noStatsLabel")->text(), u"No attempts of this step in this time yet."_s);
}

QTEST_MAIN(TestQueuePages)
#include "tst_queuepages.moc"
