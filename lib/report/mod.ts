/**
 * Reports: scores of a network, and the texts, charts and pages that show the
 * scores. Each report is a function that returns a value; only the command line
 * prints.
 *
 * @module
 */

export {
  type Calibration,
  calibration,
  type CalibrationOptions,
} from "./calibration.ts";
export {
  type ClassScore,
  classScores,
  labelScores,
  meanScore,
} from "./class_scores.ts";
export { classScoresText } from "./class_scores_text.ts";
export { confusionMatrix } from "./confusion.ts";
export { confusionText, type ConfusionTextOptions } from "./confusion_text.ts";
export {
  type EnsembleEvaluation,
  ensembleLine,
  evaluateEnsemble,
  type Member,
  type MemberScore,
} from "./ensemble.ts";
export {
  evaluate,
  type Evaluation,
  evaluationJson,
  evaluationText,
  type EvaluationTextOptions,
} from "./evaluation.ts";
export { downloadLine, type DownloadState } from "./download_line.ts";
export { epochLine, type EpochLineOptions } from "./epoch_line.ts";
export {
  classCounts,
  examplesText,
  type ExamplesTextOptions,
} from "./examples_text.ts";
export { foldLine, foldsText } from "./folds_text.ts";
export { wilsonInterval } from "./interval.ts";
export { layersText, type LayersTextOptions } from "./layers_text.ts";
export { pictureLines } from "./picture.ts";
export { lossCurve, type LossCurveOptions } from "./loss_curve.ts";
export { type Misread, misreads } from "./misreads.ts";
export { misreadText, type MisreadTextOptions } from "./misread_text.ts";
export { networkTable, type NetworkTableOptions } from "./network_table.ts";
export { type Guess, guesses, guessesText } from "./predictions.ts";
export {
  cellsText,
  type CsvFormat,
  predictedCells,
  predictedNames,
} from "./predictions_csv.ts";
export { printable } from "./printable.ts";
export { progressBar, type ProgressBarOptions } from "./progress_bar.ts";
export {
  type Fact,
  type NamedRecord,
  recordFacts,
  recordsText,
  recordText,
  type RecordTextOptions,
} from "./record_text.ts";
export { rowsText, type RowsTextOptions } from "./rows_text.ts";
export { oneHotScore, type Score } from "./score.ts";
export { stepText, type StepTextOptions } from "./step_text.ts";
export { scoreLine, type ScoreLineOptions } from "./score_line.ts";
export { jsonReport, reportRun, type RunReport, textReport } from "./run.ts";
export { sheetText } from "./sheet_text.ts";
export { metricText, rankingText, recordedScore } from "./sweep_text.ts";
export {
  medianEpochs,
  type Ranked,
  ranking,
  type SweepRow,
  sweepTable,
  type TrialResult,
  trialResult,
} from "./sweep.ts";
export { wrap } from "./_text.ts";
export {
  type OutputRegression,
  type Regression,
  regression,
} from "./regression.ts";
